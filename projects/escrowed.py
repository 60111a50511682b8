"""What lies in escrow for many contracts at once, for a list of them; figures.of says more of one."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marketplace.kit.money import Money, from_minor
from payments.models import AccountBalance
from projects.models import Contract, Deposit, Milestone, MilestoneShare

HOLD = "hold"  # payments.chart.hold


def by_contract(contracts: Collection[Contract]) -> dict[UUID, Money]:
    """The held sum of each, in its currency, straight from the books. Two queries, however many there are."""
    kept = {contract.pk: from_minor(0, contract.currency) for contract in contracts}
    holds = dict(_holds(list(kept)))
    balances = AccountBalance.objects.filter(account__code=HOLD, account__owner__in=holds)
    for hold, code, minor in balances.values_list("account__owner", "account__currency", "balance"):
        if code == kept[holds[hold]].currency.code:
            kept[holds[hold]] += from_minor(minor, code)
    return kept


def _holds(contracts: list[UUID]) -> "QuerySet[Any, Any]":
    """Each hold with its contract: of milestones, of a team's shares, of deposits for hours."""
    plain = Milestone.objects.filter(contract__in=contracts, hold__isnull=False).order_by()
    shared = MilestoneShare.objects.filter(milestone__contract__in=contracts, hold__isnull=False).order_by()
    hours = Deposit.objects.filter(contract__in=contracts, hold__isnull=False).order_by()
    named: QuerySet[Any, Any] = plain.values_list("hold", "contract")
    return named.union(shared.values_list("hold", "milestone__contract"), hours.values_list("hold", "contract"))
