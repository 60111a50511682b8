"""Membership plans: which one a party has, what each costs, and what it changes.

    plans.of(cleo.party)                                   # "free", "plus" or "pro"
    plans.effects(cleo.party).proposals_a_day              # what other floors ask
    plans.Prices.of_day().price("work", "plus", "month", "EUR")

Prices and effects are a dated rule (`standard/plans.json`). A plan is begun, changed and ended by payments.subscribing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Subquery

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments import rulesets
from payments.models import PaidPlan

KIND = "plans"
Side = PaidPlan.Side
FREE = "free"
NAMES = (FREE, *PaidPlan.Plan.values)  # from the lowest


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What a plan changes, beside the commission, which the price list of the day names (payments.pricelist).

    proposals_a_day: how many may be sent. sees_bids: what others ask for a job. promotion_off: percent off promotions.
    sees_pace: where a fundraiser is heading. sees_peers: how fundraisers like it ended.
    """

    proposals_a_day: int = 0
    sees_bids: bool = False
    promotion_off: int = 0
    sees_pace: bool = False
    sees_peers: bool = False


@dataclass(frozen=True)
class Prices:
    """The plans of a day: their effects, and their prices with tax, in minor units by period and currency."""

    rule: str
    value: Mapping[str, Any]

    @classmethod
    def of_day(cls, on: date | None = None) -> Self:
        """Those of that day, today if not given. Raises rulesets.NoRule."""
        rule = rulesets.in_force(KIND, on or clock.now().date())
        return cls(str(rule.pk), rule.value)

    def effects(self, side: str, plan: str) -> Effects:
        """What this plan changes."""
        return Effects(**self.value[side][plan]["effects"])

    def price(self, side: str, plan: str, every: str, currency: str) -> Money | None:
        """What a period costs; None where the plan has no price in this currency."""
        minor = self.value[side].get(plan, {}).get(every, {}).get(currency)
        return None if minor is None else from_minor(minor, currency)

    def currencies(self, side: str) -> list[str]:
        """In which currencies the plans of this side are sold."""
        return sorted(self.value[side][PaidPlan.Plan.PLUS][PaidPlan.Every.MONTH])


def of(party: Party, side: str = Side.WORK) -> str:
    """The plan of this party now: "free", "plus" or "pro"."""
    held = held_by(party, side)
    return held.plan if held else FREE


def held_by(party: Party, side: str = Side.WORK) -> PaidPlan | None:
    """The paid plan that has its effects now."""
    return PaidPlan.objects.filter(party=party, side=side).in_force().first()


def effects(party: Party, side: str = Side.WORK) -> Effects:
    """What the plan of this party changes now."""
    return Prices.of_day().effects(side, of(party, side))


def named(party: Any, side: str = Side.WORK) -> Subquery:
    """The plan as a column of a query, none for the free one: `annotate(plan=plans.named(OuterRef("pk")))`."""
    return Subquery(PaidPlan.objects.filter(party=party, side=side).in_force().values("plan")[:1])


def is_higher(plan: str, than: str) -> bool:
    """Whether one plan is above another."""
    return NAMES.index(plan) > NAMES.index(than)
