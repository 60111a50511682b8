"""The money of a contract, from the books: what is in escrow, was released, was returned, is still to be paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from marketplace.kit.money import Money, from_minor
from payments.models import AccountBalance, Entry, HoldPart, Posting
from projects.hours import deposits
from projects.models import Contract, Deposit, Milestone, MilestonePart, MilestoneShare

HOLD = "hold"  # payments.chart.hold


@dataclass(frozen=True)
class Figures:
    """held + released + to_fund = total. returned: what went back to the client, and is no part of it any more."""

    held: Money
    released: Money
    returned: Money
    to_fund: Money

    @property
    def total(self) -> Money:
        """What the contract is worth as it stands."""
        return self.held + self.released + self.to_fund


@dataclass(frozen=True)
class Line:
    """One posting of the books that touched this contract's escrow. left: what was in escrow after it, of all holds."""

    entry: Entry
    milestone: str
    what: str
    into: Money | None
    out: Money | None
    left: Money


def of(contract: Contract, milestones: Iterable[Milestone]) -> Figures:
    """The four sums, in two queries. milestones: all of the contract's; each gets `ended_at`: when money left it."""
    rows, code = list(milestones), contract.currency
    nothing = from_minor(0, code)
    shared = MilestoneShare.objects.filter(milestone__in=[row.pk for row in rows], hold__isnull=False)
    holds = {row.hold_id for row in rows if row.hold_id} | set(shared.values_list("hold", flat=True))
    kept = AccountBalance.objects.filter(account__code=HOLD, account__owner__in=holds, account__currency=code)
    parts = MilestonePart.objects.filter(milestone__in=[row.pk for row in rows]).select_related("part")
    hours = _of_hours(contract)
    gone = {HoldPart.Kind.RELEASE: nothing, HoldPart.Kind.REFUND: nothing}
    by_pk: dict[object, Any] = {row.pk: row for row in rows}
    for one in parts.order_by("part__at"):
        gone[HoldPart.Kind(one.part.kind)] += one.part.gross
        by_pk[one.milestone_id].ended_at = one.part.at
    return Figures(
        held=from_minor(sum(kept.values_list("balance", flat=True)), code) + hours.held,
        released=gone[HoldPart.Kind.RELEASE] + hours.released,
        returned=gone[HoldPart.Kind.REFUND] + hours.returned,
        to_fund=sum((row.price for row in rows if row.status == Milestone.Status.AGREED), hours.to_fund),
    )


def released_of(contracts: Iterable[Contract]) -> dict[UUID, Money]:
    """What each of these has paid until now, for milestones and hours, in two queries however many they are."""
    currencies = {contract.pk: contract.currency for contract in contracts}
    released = HoldPart.objects.filter(kind=HoldPart.Kind.RELEASE)
    for_milestones = released.filter(of_milestone__milestone__contract__in=currencies)
    by_milestones = for_milestones.values_list("of_milestone__milestone__contract").annotate(Sum("gross_minor"))
    for_hours = Deposit.objects.filter(contract__in=currencies, hold__parts__in=released)
    by_hours = for_hours.values_list("contract").annotate(Sum("hold__parts__gross_minor"))
    found = dict.fromkeys(currencies, 0)
    for pk, minor in [*by_milestones.order_by(), *by_hours.order_by()]:
        found[pk] += minor
    return {pk: from_minor(minor, currencies[pk]) for pk, minor in found.items()}


def parts_of(milestone: Milestone) -> list[HoldPart]:
    """What left escrow for one milestone, oldest first."""
    parts = MilestonePart.objects.filter(milestone=milestone).select_related(
        "part__entry", "part__to", "part__hold__payee"
    )
    return [row.part for row in parts.order_by("part__at", "part_id")]


def lines_of(contract: Contract) -> list[Line]:
    """Every movement into and out of this contract's escrow, oldest first, straight from the books."""
    names = _names_by_hold(contract)
    inside = Q(source__code=HOLD, source__owner__in=names) | Q(destination__code=HOLD, destination__owner__in=names)
    rows = Posting.objects.filter(inside, currency=contract.currency)
    lines, left = [], from_minor(0, contract.currency)
    for row in rows.select_related("entry", "source", "destination").order_by("id"):
        amount, is_in = from_minor(row.amount, row.currency), row.destination.code == HOLD
        left += amount if is_in else -amount
        hold = row.destination.owner if is_in else row.source.owner
        what = _what((row.source if is_in else row.destination).code)
        lines.append(Line(row.entry, names[hold], what, amount if is_in else None, None if is_in else amount, left))
    return lines


def _of_hours(contract: Contract) -> Figures:
    """The same four of its deposits for hours: nothing for a contract that has none."""
    nothing = from_minor(0, contract.currency)
    if not contract.is_hourly:
        return Figures(nothing, nothing, nothing, nothing)
    gone = HoldPart.objects.filter(hold__in=contract.deposits.exclude(hold=None).values("hold"))
    sums = {
        kind: from_minor(minor, contract.currency)
        for kind, minor in gone.values_list("kind").annotate(Sum("gross_minor"))
    }
    standing = deposits.standing_of(contract)
    return Figures(
        held=standing.held,
        released=sums.get(HoldPart.Kind.RELEASE, nothing),
        returned=sums.get(HoldPart.Kind.REFUND, nothing),
        to_fund=standing.missing,
    )


def _what(code: str) -> str:
    """What a movement between escrow and this account is."""
    known = {
        "clearing": _("To the freelancer"),
        "commission": _("Fee"),
        "tax": _("Tax on the fee"),
        "refund": _("Back to the client"),
        "disputes": _("Charged back"),
        "fx": _("Exchanged"),
    }
    return known.get(code, _("Paid in") if code.startswith("gateway:") else code)


def _names_by_hold(contract: Contract) -> dict[object, str]:
    """What each hold of this contract was paid for: the first milestone that had it."""
    rows = contract.milestones.exclude(hold=None).order_by("-position").values_list("hold", "name")
    extras = contract.extras.exclude(hold=None).values_list("hold", "what")
    hours = dict.fromkeys(contract.deposits.exclude(hold=None).values_list("hold", flat=True), _("Hours"))
    shared = (
        MilestoneShare.objects.filter(milestone__contract=contract).exclude(hold=None).order_by("-milestone__position")
    )
    parts = {
        row.hold_id: f"{row.milestone.name}: {row.party.name}" for row in shared.select_related("milestone", "party")
    }
    return {**hours, **dict(extras), **dict(rows), **parts}
