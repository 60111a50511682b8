"""What a maker shows of a step, and what a backer says to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fundraising.models import Vote
from marketplace.kit.forms import TOO_SHORT


class EvidenceForm(forms.Form):
    """What was done."""

    evidence = forms.CharField(
        label=_("What was done"), min_length=40, max_length=8_000, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages=TOO_SHORT, help_text=_("At least 40 letters, with links to what can be seen. Markdown works."),
    )  # fmt: skip


class VoteForm(forms.Form):
    """One of three, with a reason where it is not a yes."""

    choice = forms.ChoiceField(label=_("What do you say?"), choices=Vote.Choice, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The maker and everybody else reads it, without your name."),
    )  # fmt: skip

    def clean(self) -> dict[str, str]:
        """A no says why, so that it can be answered."""
        said: dict[str, str] = super().clean() or {}
        if said.get("choice") in {Vote.Choice.CHANGES, Vote.Choice.DISPUTE} and not said.get("words"):
            self.add_error("words", _("Say what should change, or what is wrong."))
        return said


class WhyForm(forms.Form):
    """A reason that everybody reads who has paid."""

    why = forms.CharField(
        label=_("Why"), min_length=10, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_SHORT, help_text=_("Everybody who paid reads it."),
    )  # fmt: skip


class AskForm(WhyForm):
    """Why staff should look, which reaches more than staff."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"].help_text = _("The maker, everybody who paid and our staff read it, without your name.")
