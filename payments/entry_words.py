"""What a line of somebody's statement says, and where it leads: the deal, or the payout."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.models import Clearing, Hold, Payout, Recovery
from payments.payee_news import bank_of, deal_of
from payments.statements import Line

WORDS: dict[str, Promise | str] = {
    "payment": _("Paid in"),
    "released": _("Released"),
    "cleared": _("Became free"),
    "payout_asked": _("Payout"),
    "payout_paid": _("Paid to the bank"),
    "payout_came_back": _("Payout that came back"),
    "refund_asked": _("Sent back to the payer"),
    "refund_set_aside": _("Set aside"),
    "chargeback_recovered": _("Taken by a chargeback"),
    "chargeback_recovered_reversed": _("Given back, the chargeback was won"),
    "debt_netted": _("Paid from your wallet"),
    "debt_overpaid": _("Given back to you"),
    "exchanged": _("Exchanged"),
    "set_apart": _("Set apart"),
}
OF_OTHERS: dict[tuple[str, str], Promise | str] = {
    ("released", "commission"): _("Our fee"),
    ("released", "tax"): _("Tax on our fee"),
    ("released", "clearing"): _("Released to the payee"),
    ("cleared", "receivable"): _("Paid what was owed"),
}


@dataclass(frozen=True)
class Entry:
    """A line with its words, what it was for, and the address of that."""

    line: Line
    words: str
    what: str = ""
    url: str = ""


def of(lines: Iterable[Line]) -> list[Entry]:
    """All with what they were for, in as many queries for twenty as for one."""
    lines = list(lines)
    cleared = _cleared(lines) | _taken_back(lines)
    holds = _holds({line.other.owner for line in lines if line.other.code == "hold"} | set(cleared.values()))
    payouts = _payouts({line.other.owner for line in lines if line.other.code == "payout"})
    return [_entry(line, holds, cleared, payouts) for line in lines]


def said(line: Line) -> str:
    """What happened, in words."""
    return str(OF_OTHERS.get((line.kind, line.other.code)) or WORDS.get(line.kind) or line.kind.replace("_", " "))


def _entry(line: Line, holds: dict[UUID, Hold], cleared: dict[str, UUID], payouts: dict[UUID, Payout]) -> Entry:
    hold = holds.get(cleared.get(line.ref, line.other.owner))
    if hold:
        return Entry(line, said(line), deal_of(hold), hold.get_absolute_url())
    if payout := payouts.get(line.other.owner):
        return Entry(line, said(line), bank_of(payout.account), payout.get_absolute_url())
    return Entry(line, said(line))


def _cleared(lines: list[Line]) -> dict[str, UUID]:
    """Of which hold money became free, by the ref of its entry ("clearing:<id>")."""
    refs = {line.ref: line.ref.partition(":")[2] for line in lines if line.ref.startswith("clearing:")}
    found = dict(Clearing.objects.filter(pk__in=refs.values()).values_list("pk", "part__hold"))
    return {ref: found[UUID(pk)] for ref, pk in refs.items() if UUID(pk) in found}


def _taken_back(lines: list[Line]) -> dict[str, UUID]:
    """Of which hold a chargeback took it, by the ref of its entry ("chargeback:<id>:recovered", and its reverse)."""
    of_banks = [line.ref for line in lines if line.kind.startswith("chargeback_recovered")]
    refs = {ref: UUID(ref.split(":")[1]) for ref in of_banks}
    pieces = Recovery.objects.filter(chargeback__in=refs.values(), hold__isnull=False, payee__isnull=False)
    found = dict(pieces.order_by("-pk").values_list("chargeback", "hold"))
    return {ref: found[pk] for ref, pk in refs.items() if pk in found}


def _payouts(pks: set[UUID]) -> dict[UUID, Payout]:
    return Payout.objects.select_related("account").in_bulk(pks)


def _holds(pks: set[UUID]) -> dict[UUID, Hold]:
    return Hold.objects.select_related("line", "parted_from__line").in_bulk(pks)
