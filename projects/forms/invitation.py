"""What is typed with an invitation to a job, and in answer to one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from projects.models import Project


class NoteForm(forms.Form):
    """An invitation to one known job: whom, and a word."""

    party = forms.SlugField(max_length=80, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("A word to them"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why you thought of them. One sentence is answered more often than none."),
    )  # fmt: skip


class InviteForm(forms.Form):
    """An invitation to one known freelancer: for which job, and a word."""

    job = forms.ModelChoiceField(label=_("For which job?"), queryset=Project.objects.none(), empty_label=None)
    note = NoteForm.base_fields["note"]

    def __init__(self, *args: Any, jobs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["job"]
        field.queryset = jobs


class WordForm(forms.Form):
    """Saying no to an invitation."""

    word = forms.CharField(
        label=_("A word to the client"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: no time before March, or another field of work."),
    )  # fmt: skip


def party_of(slug: str) -> Party | None:
    """Whom an address names; None for nobody."""
    return Party.objects.select_related("user").filter(slug=slug).first()
