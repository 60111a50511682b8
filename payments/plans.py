"""Membership plans: which one a party has, what it costs, and what it changes."""

from typing import Any

from django.db.models import Subquery

from accounts.models import Party
from payments.models import PaidPlan

Side = PaidPlan.Side
FREE = "free"
NAMES = (FREE, *PaidPlan.Plan.values)


def of(party: Party, side: str = Side.WORK) -> str:
    """The plan of this party now: "free", "plus" or "pro"."""
    found = PaidPlan.objects.filter(party=party, side=side).in_force().values_list("plan", flat=True)
    return found.first() or FREE


def named(party: Any, side: str = Side.WORK) -> Subquery:
    """The same as a column of a query, none for the free plan: `annotate(plan=plans.named(OuterRef("pk")))`."""
    return Subquery(PaidPlan.objects.filter(party=party, side=side).in_force().values("plan")[:1])
