"""The first line of a fundraiser, and what it is: kind, title, subject, place."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.forms.acting import ActingField
from accounts.rights import Right
from fundraising import subjects
from fundraising.forms.step import StepForm
from fundraising.models import Fundraiser
from fundraising.said import Said
from fundraising.steps import WITH_REWARDS
from marketplace.kit import regions
from marketplace.kit.forms import TOO_SHORT
from projects.forms.fields import FieldOfWork, LineField

Kind = Fundraiser.Kind
Settlement = Fundraiser.Settlement
KINDS = [
    (Kind.REWARD, _("Rewards: backers get what you make")),
    (Kind.PRESALE, _("Pre-sale: they buy it before it exists")),
    (Kind.DONATION, _("Donation: they give, and get nothing but thanks")),
]


class TitleField(LineField):
    """The title: one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=5, max_length=80, error_messages=TOO_SHORT, **kwargs)


class StartForm(forms.Form):
    """Enough to begin a draft."""

    title = TitleField(label=_("What do you raise money for?"), help_text=_("Its name, as it stands on the page."))
    kind = forms.ChoiceField(label=_("What do backers get?"), choices=KINDS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = ActingField(acting, right=Right.WRITE)


class BasicsForm(StepForm):
    """What it is."""

    kind = forms.ChoiceField(label=_("What do backers get?"), choices=KINDS, widget=forms.RadioSelect)
    title = TitleField(label=_("Title"), help_text=_("At most 80 letters."))
    summary = LineField(
        label=_("In a sentence or two"), min_length=20, max_length=200, error_messages=TOO_SHORT,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Stands on the card and on top of the page."),
    )  # fmt: skip
    field = FieldOfWork(label=_("What is it about?"), help_text=_("Who follows this topic finds it first."))
    subject = forms.ChoiceField(
        label=_("What is it tied to?"), required=False,
        help_text=_("It then stands on that page as well. Only what is public can be chosen."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the text"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    place = LineField(label=_("Town"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "subject": [("", _t("Nothing: it stands alone")), *subjects.choices(self.fundraiser.owner)],
            "language": [(code, regions.language_name(code)) for code, _name in settings.LANGUAGES],
            "country": [("", _t("Not said")), *regions.countries()],
        }
        for name, pairs in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = pairs

    def first_values(self) -> dict[str, Any]:
        listing = self.fundraiser.listing
        return {
            "kind": self.fundraiser.kind,
            "title": listing.title,
            "summary": listing.summary,
            "field": listing.topic.slug if listing.topic else "",
            "subject": str(self.fundraiser.subject_id or ""),
            "language": listing.language,
            "country": listing.country,
            "place": listing.place,
        }

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in WITH_REWARDS and self.fundraiser.rewards.filter(retired_at=None).exists():
            raise ValidationError(_t("There are rewards already. Take them away first, or choose a kind with rewards."))
        return kind

    def said(self) -> Said:
        right = self.cleaned_data
        columns: dict[str, Any] = {}
        if "kind" in right:
            columns["kind"] = right["kind"]
        if "subject" in right:
            columns["subject_id"] = UUID(right["subject"]) if right["subject"] else None
        front: Any = {name: right[name] for name in ("summary", "language", "country", "place") if name in right}
        if right.get("field"):
            front["topics"] = [right["field"]]
        return Said(columns=columns, title=right.get("title", ""), front=front)
