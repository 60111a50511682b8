"""Milestones as rows of a form. A row left empty is no milestone; clearing one takes it away."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit.money import Money, format_money
from marketplace.kit.rows import RowSet, row_set
from projects.forms import amounts
from projects.forms.fields import DayField, LineField, not_past
from projects.terms import Step

PREFIX = "milestone"
MOST = 10


class RowForm(forms.Form):
    """One milestone: what, and for how much."""

    use_required_attribute = False
    name = LineField(label=_("Milestone"), max_length=120)
    amount = forms.CharField(
        label=_("Sum"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "is-number"})
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.order_fields(["name", *(name for name in self.fields if name not in {"name", "amount"}), "amount"])

    def clean_amount(self) -> Money:
        return amounts.read(self.cleaned_data["amount"], self.currency)

    @property
    def due(self) -> date | int | None:
        """When, in the way in which this kind of row says it."""
        raise NotImplementedError

    def step(self) -> Step:
        return Step(self.cleaned_data["name"], self.cleaned_data["amount"], self.due)


class PlannedForm(RowForm):
    """A milestone of the client: due on a day."""

    due_on = DayField(label=_("Due"), required=False)

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    @property
    def due(self) -> date | None:
        return self.cleaned_data.get("due_on")


class ProposedForm(RowForm):
    """A milestone of the freelancer: due so many days after the start."""

    days = forms.IntegerField(label=_("Days after the start"), required=False, min_value=1, max_value=1000)

    @property
    def due(self) -> int | None:
        return self.cleaned_data.get("days")


class MilestoneSet(RowSet):
    """The rows together. What does not fit as a whole stands in `misfit`."""

    def steps(self) -> list[Step]:
        return [row.step() for row in self.filled]

    def total(self, currency: str) -> Money:
        """What they add up to."""
        return sum((row.cleaned_data["amount"] for row in self.filled), Money(0, currency))

    def fits_between(self, low: Money, high: Money) -> bool:
        """Whether there are none, or their sum is one the budget allows; if not, `misfit` says why."""
        total = self.total(low.currency.code)
        if not self.filled or low <= total <= high:
            return True
        budget = format_money(low, whole=True)
        if high != low:
            budget = _t("%(low)s to %(high)s") % {"low": budget, "high": format_money(high, whole=True)}
        self.misfit = _t("The milestones add up to %(total)s, and the budget is %(budget)s.") % {
            "total": format_money(total, whole=True),
            "budget": budget,
        }
        return False

    def adds_up_to(self, price: Money) -> bool:
        """Whether there are none, or they make exactly the price; if not, `misfit` says what is over or missing."""
        total = self.total(price.currency.code)
        if not self.filled or total == price:
            return True
        words = _t("The milestones add up to %(total)s, and the price is %(price)s.")
        self.misfit = words % {"total": format_money(total, whole=True), "price": format_money(price, whole=True)}
        return False


def milestone_set(
    row: type[RowForm],
    *,
    currency: str,
    data: Mapping[str, Any] | None = None,
    initial: Iterable[Mapping[str, Any]] = (),
) -> MilestoneSet:
    """The rows as sent (data), or to be filled in (initial), with some empty ones below."""
    made: MilestoneSet = row_set(
        row, prefix=PREFIX, most=MOST, kind=MilestoneSet, data=data, initial=initial, currency=currency
    )
    return made
