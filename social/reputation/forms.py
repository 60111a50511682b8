"""What is typed about somebody with whom one has dealt."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit.forms import TOO_SHORT
from social.models import Review, Side
from social.models.review import CRITERIA

SHORTEST, LONGEST = 20, 3000
STEPS = [(str(mark), str(mark)) for mark in range(1, 6)]


class ReviewForm(forms.Form):
    """Marks, a text, and a word to staff. The marks are those of the side that writes."""

    text = forms.CharField(
        label=_("Your review"), min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What you did together, what went well, what did not. Everybody can read it."),
        error_messages={**TOO_SHORT, "required": _("Write a few sentences.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("For our staff alone"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Neither the other side nor anybody else reads this. It changes no score."),
    )  # fmt: skip

    def __init__(self, *args: Any, side: Side, found: Review | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _typed_before(side, found)
        super().__init__(*args, **kwargs)
        self.names = [name for name, _label in CRITERIA[side]]
        self.fields = {**self._marks(side), "again": _again(side), **self.fields}

    @property
    def said(self) -> dict[str, Any]:
        """What `reviews.write` takes."""
        typed = self.cleaned_data
        marks = {name: int(typed[name]) for name in self.names}
        return {"marks": marks, "again": typed["again"] == "yes", "text": typed["text"], "note": typed["note"]}

    def _marks(self, side: Side) -> dict[str, forms.Field]:
        missing = {"required": _t("Give a mark from 1 to 5.")}
        return {
            name: forms.ChoiceField(label=str(label), choices=STEPS, widget=forms.RadioSelect, error_messages=missing)
            for name, label in CRITERIA[side]
        }


def _again(side: Side) -> forms.Field:
    label = _t("Would you hire them again?") if side == Side.CLIENT else _t("Would you work for them again?")
    choices = [("yes", _t("Yes")), ("no", _t("No"))]
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": _t("Say yes or no.")}
    )


def _typed_before(side: Side, found: Review | None) -> dict[str, Any]:
    if found is None:
        return {}
    marks = {name: str(getattr(found, name)) for name, _label in CRITERIA[side]}
    return {**marks, "again": "yes" if found.again else "no", "text": found.text, "note": found.note}


class ReplyForm(forms.Form):
    """The one reply to a review."""

    text = forms.CharField(
        label=_("Your reply"), min_length=2, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It stands below the review, for everybody. You have one, and it cannot be changed."),
        error_messages=TOO_SHORT,
    )  # fmt: skip
