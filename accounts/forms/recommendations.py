"""Asking for a recommendation, and writing one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party

SHORTEST, LONGEST = 20, 2000


class AskForm(forms.Form):
    """Whom to ask, among those with whom one has worked."""

    writer = forms.ModelChoiceField(
        label=_("Whom do you ask?"), queryset=Party.objects.none(), to_field_name="slug",
        empty_label=_("Choose somebody"),
        error_messages={
            "required": _("Choose whom you ask."),
            "invalid_choice": _("Choose somebody with whom you have worked here."),
        },
    )  # fmt: skip
    note = forms.CharField(
        label=_("What should it be about?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read this above the text that they write."),
    )  # fmt: skip

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["writer"].queryset = people  # type: ignore[attr-defined]


class TextForm(forms.Form):
    """The recommendation itself."""

    text = forms.CharField(
        label=_("Your recommendation"), min_length=SHORTEST, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What you did together, and what you would tell somebody who thinks of hiring them."),
        error_messages={"required": _("Write the recommendation first.")},
    )  # fmt: skip
