"""A maker's questions, and a backer's answers with their address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fundraising import postcodes, surveys
from fundraising.models import Fundraiser, Pledge, PostalAddress, Reward, Survey, SurveyQuestion
from marketplace.kit import regions
from projects.forms.fields import LineField

Kind = SurveyQuestion.Kind
SIZES = ["XS", "S", "M", "L", "XL", "XXL"]


class QuestionForm(forms.Form):
    """One question of a survey."""

    question = LineField(label=_("Question"), max_length=200)
    kind = forms.ChoiceField(label=_("Answered by"), choices=Kind, initial=Kind.TEXT)
    options = forms.CharField(
        label=_("Options"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Left empty, a size is one of XS to XXL."),
    )  # fmt: skip
    reward = forms.ChoiceField(label=_("Asked of"), required=False)
    is_required = forms.BooleanField(label=_("Must be answered before it is sent"), required=False, initial=True)

    def __init__(self, *args: Any, fundraiser: Fundraiser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rewards = {str(one.pk): one for one in fundraiser.rewards.all()}
        field: Any = self.fields["reward"]
        field.choices = [("", _("All who get something")), *((pk, one.name) for pk, one in self.rewards.items())]

    def clean_reward(self) -> Reward | None:
        return self.rewards.get(self.cleaned_data["reward"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        lines = [" ".join(line.split()) for line in said.get("options", "").splitlines()]
        options = list(dict.fromkeys(line for line in lines if line))
        if said.get("kind") == Kind.SIZE and not options:
            options = SIZES
        if said.get("kind") == Kind.TEXT:
            options = []
        elif "kind" in said and not 2 <= len(options) <= 30:
            self.add_error("options", _t("Give between 2 and 30 options, one a line."))
        if any(len(option) > 60 for option in options):
            self.add_error("options", _t("An option has at most 60 letters."))
        said["options"] = options
        return said


class NoteForm(forms.Form):
    """The word above the questions."""

    note = forms.CharField(
        label=_("A word to your backers"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands above the questions."),
    )  # fmt: skip


class AddressForm(forms.ModelForm):
    """Where something is sent, checked by how addresses of that country look."""

    class Meta:
        model = PostalAddress
        fields = ["name", "street", "extra", "postcode", "city", "region", "country", "phone"]
        labels = {"name": _("Name on the parcel"), "extra": _("More of the address")}
        help_texts = {
            "extra": _("Care of, building, floor."),
            "phone": _("Only if a carrier has to call, and for parcels that cross a border."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "shipping name"}),
            "street": forms.TextInput(attrs={"autocomplete": "shipping address-line1"}),
            "extra": forms.TextInput(attrs={"autocomplete": "shipping address-line2"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "shipping postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "shipping address-level2"}),
            "region": forms.TextInput(attrs={"autocomplete": "shipping address-level1"}),
            "phone": forms.TextInput(attrs={"autocomplete": "shipping tel", "inputmode": "tel"}),
        }

    NEEDS_REGION = frozenset({"US", "CA", "AU", "BR", "MX", "IN", "IT", "CN", "MY"})

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = pledge.country
        places = [("", _t("Choose a country")), *regions.countries()]
        if self.country:
            places = [one for one in places if one[0] == self.country]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=places, initial=self.country,
            widget=forms.Select(attrs={"autocomplete": "shipping country"}),
            help_text=_t("The one you paid the postage for.") if self.country else "",
        )  # fmt: skip

    def clean_postcode(self) -> str:
        return postcodes.tidy(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        country, postcode = said.get("country", ""), said.get("postcode", "")
        if not postcodes.is_well_formed(postcode, country) and "postcode" in said and country:
            self.add_error("postcode", self._how_it_looks(country))
        if country in self.NEEDS_REGION and not said.get("region"):
            self.add_error("region", _t("Addresses there name a state or province."))
        return said

    def _how_it_looks(self, country: str) -> ValidationError:
        facts = {"country": regions.country_name(country), "example": postcodes.example(country)}
        return ValidationError(_t("A postcode of %(country)s looks like %(example)s.") % facts)


class ReplyForm(forms.Form):
    """The answers of one backer: a field for each question that concerns them."""

    def __init__(self, *args: Any, survey: Survey, pledge: Pledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = surveys.questions_for(survey, pledge)
        for question in self.questions:
            self.fields[_name(question)] = _field(question)

    @classmethod
    def given(cls, answers: Mapping[str, str], **kwargs: Any) -> "ReplyForm":
        """With what was answered before."""
        return cls(initial={f"q_{pk.replace('-', '')}": text for pk, text in answers.items()}, **kwargs)

    def answers(self) -> dict[str, str]:
        """What was said, by the id of its question."""
        return {str(one.pk): self.cleaned_data.get(_name(one), "") for one in self.questions}


def _name(question: SurveyQuestion) -> str:
    return f"q_{question.pk.hex}"


def _field(question: SurveyQuestion) -> forms.Field:
    about = question.reward.name if question.reward else ""
    if question.kind == Kind.TEXT:
        return LineField(label=question.question, help_text=about, max_length=300, required=question.is_required)
    options = [("", _t("Choose")), *((option, option) for option in question.options)]
    return forms.ChoiceField(label=question.question, help_text=about, choices=options, required=question.is_required)
