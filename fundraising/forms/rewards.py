"""A reward as its maker types it, with what it costs to send it where."""

import re
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fundraising import choices, rewards
from fundraising.forms.parts import SumField
from fundraising.forms.step import FundraiserRow
from fundraising.models import Fundraiser, Reward
from fundraising.rewards import Terms
from marketplace.kit import amounts, regions
from marketplace.kit.money import Money, format_money, from_minor, to_minor
from marketplace.kit.rows import RowSet, row_set
from projects.forms.fields import DayField, LineField, not_past
from projects.forms.first_values import amount as as_typed

RATES = "rate"
MOST_RATES = 60
FREE = re.compile(r"0+([.,]0+)?")
ELSEWHERE = "ZZ"  # ISO 3166 leaves it to its users: every country that no other row names
SHIPS = [
    (Reward.Ships.NOTHING, _("Nothing is posted")),
    (Reward.Ships.REGION, _("To the countries that I name")),
    (Reward.Ships.WORLD, _("Worldwide")),
]
SAME = ("name", "contents", "delivers_on", "ships", "per_person", "is_add_on")


class RateRow(FundraiserRow):
    """What it costs to send one to a country."""

    country = forms.ChoiceField(label=_("Country"))
    cost = forms.CharField(
        label=_("Shipping"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "is-number"})
    )

    def prepare(self) -> None:
        pairs = [("", _t("Choose")), (ELSEWHERE, _t("Everywhere else")), *regions.countries()]
        cast(forms.ChoiceField, self.fields["country"]).choices = pairs

    def clean_cost(self) -> int:
        """In minor units. Free shipping is 0, which is no sum anywhere else."""
        text = self.cleaned_data["cost"].strip()
        return 0 if FREE.fullmatch(text) else to_minor(amounts.read(text, self.fundraiser.currency))


class RewardForm(forms.Form):
    """One reward."""

    name = LineField(label=_("Name"), max_length=120, help_text=_("Short: The book, The book and a print."))
    contents = forms.CharField(
        label=_("What is in it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everything that the backer gets, and nothing that they do not."),
    )  # fmt: skip
    price = SumField(label=_("Price"))
    is_add_on = forms.BooleanField(
        label=_("This is an add-on: chosen beside another reward, never alone"), required=False
    )
    left = forms.IntegerField(
        label=_("How many there are"), required=False, min_value=1, max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Empty: as many as are wanted."),
    )  # fmt: skip
    per_person = forms.IntegerField(
        label=_("Most for one person"), min_value=1, max_value=1000, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    delivers_on = DayField(
        label=_("Delivered by"), help_text=_("Pages name the month. Choose one that you can keep."),
    )  # fmt: skip
    image = forms.ChoiceField(label=_("Picture"), required=False, help_text=_("One of the pictures of the fundraiser."))
    opens_from = forms.ChoiceField(
        label=_("Offered"), required=False, help_text=_("Or only once a stretch goal is reached.")
    )
    ships = forms.ChoiceField(label=_("Where is it sent?"), choices=SHIPS, widget=forms.RadioSelect)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, fundraiser: Fundraiser, reward: Reward | None = None
    ) -> None:
        self.fundraiser, self.reward = fundraiser, reward
        super().__init__(data, initial=_first_values(reward))
        cast(Any, self.fields["price"].widget).unit = fundraiser.currency
        pictures = [(str(one.pk), one.alt or one.title) for one in fundraiser.listing.media.all()]
        cast(forms.ChoiceField, self.fields["image"]).choices = [("", _t("None")), *pictures]
        self._offer_stretch_goals()
        if reward and rewards.is_chosen(reward):
            self.fields["left"].label = _t("How many can still be chosen")
        first = _first_rates(reward)
        self.rates: RowSet = row_set(
            RateRow, prefix=RATES, most=MOST_RATES, data=data, initial=first, fundraiser=fundraiser
        )

    def _offer_stretch_goals(self) -> None:
        """From which sum on it can be chosen; without stretch goals nothing is asked."""
        sums = [(one.threshold_minor, one.threshold) for one in self.fundraiser.stretch_goals.all()]
        held = self.reward.opens_from_minor if self.reward else None
        if held and held not in {minor for minor, _sum in sums}:
            sums.append((held, from_minor(held, self.fundraiser.currency)))
        pairs = [(str(minor), _t("once %(sum)s have come together") % {"sum": format_money(sum_, whole=True)})
                 for minor, sum_ in sums]  # fmt: skip
        cast(forms.ChoiceField, self.fields["opens_from"]).choices = [("", _t("from the beginning")), *pairs]
        if not sums:
            del self.fields["opens_from"]

    def is_valid(self) -> bool:
        """The fields and the rates, each judged whatever the other is like."""
        is_right, are_rates_right = super().is_valid(), self.rates.is_valid()
        if self.cleaned_data.get("ships") == Reward.Ships.NOTHING:
            return is_right
        return are_rates_right and self._rates_fit() and is_right

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the control as the page has it."""
        found = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        is_sent = self.cleaned_data.get("ships") != Reward.Ships.NOTHING if self.is_bound else False
        return found | (self.rates.problems() if is_sent else {})

    def clean_price(self) -> Money:
        price = amounts.read(self.cleaned_data["price"], self.fundraiser.currency)
        least = from_minor(choices.least_minor(self.fundraiser.currency), self.fundraiser.currency)
        if price < least:
            raise ValidationError(_t("Ask at least %(least)s.") % {"least": format_money(least, whole=True)})
        if to_minor(price) > choices.MOST_MINOR:
            raise ValidationError(_t("That is more than a card can pay at once."))
        return price

    def clean_delivers_on(self) -> Any:
        day = self.cleaned_data["delivers_on"]
        return day if self.reward and day == self.reward.delivers_on else not_past(day)

    def terms(self) -> Terms:
        """The reward that was typed."""
        right = self.cleaned_data
        is_sent = right["ships"] != Reward.Ships.NOTHING
        rates = {_code(row.cleaned_data["country"]): row.cleaned_data["cost"] for row in self.rates.filled}
        return Terms(
            **{name: right[name] for name in SAME},
            price_minor=to_minor(right["price"]),
            image_id=UUID(right["image"]) if right["image"] else None,
            left=right["left"],
            opens_from_minor=int(right["opens_from"]) if right.get("opens_from") else None,
            rates=rates if is_sent else {},
        )

    def _rates_fit(self) -> bool:
        countries = [row.cleaned_data["country"] for row in self.rates.filled]
        if len(set(countries)) < len(countries):
            self.rates.misfit = _t("A country stands in two rows.")
        elif self.cleaned_data.get("ships") == Reward.Ships.REGION and not countries:
            self.rates.misfit = _t("Name the countries to which it is sent. Free shipping is 0.")
        elif self.cleaned_data.get("ships") == Reward.Ships.REGION and ELSEWHERE in countries:
            self.rates.misfit = _t("Everywhere else is worldwide. Choose that, or take this row away.")
        elif self.cleaned_data.get("ships") == Reward.Ships.WORLD and countries and ELSEWHERE not in countries:
            self.rates.misfit = _t("Say what it costs everywhere else, too. Free shipping is 0.")
        return not self.rates.misfit


def _code(country: str) -> str:
    return "" if country == ELSEWHERE else country


def _first_values(reward: Reward | None) -> dict[str, Any]:
    if reward is None:
        return {"ships": Reward.Ships.NOTHING, "per_person": 1}
    return {
        **{name: getattr(reward, name) for name in SAME},
        "price": as_typed(reward.price),
        "left": reward.left,
        "opens_from": str(reward.opens_from_minor or ""),
        "image": str(reward.image_id or ""),
    }


def _first_rates(reward: Reward | None) -> list[dict[str, Any]]:
    rates = reward.shipping_rates.all() if reward else []
    return [{"country": one.country or ELSEWHERE, "cost": as_typed(one.cost) or "0"} for one in rates]
