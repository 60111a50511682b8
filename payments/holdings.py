"""A hold as its two sides read it: in words, with its clock, and what is left in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments import escrow, limits
from payments.models import AccountBalance, Chargeback, CheckoutLine, Hold, HoldPart
from payments.payee_news import deal_of
from payments.ports import Clock, UnknownPayable, payables
from payments.terms import Taken

_LOOKS = {
    Hold.Status.PENDING: ("clock", "wait"),
    Hold.Status.HELD: ("lock", "good"),
    Hold.Status.FROZEN: ("warn", "wait"),
    Hold.Status.RELEASED: ("check-circle", "good"),
    Hold.Status.REFUNDED: ("turn", ""),
    Hold.Status.SPLIT: ("half", ""),
    Hold.Status.EXPIRED: ("turn", ""),
    Hold.Status.VOID: ("close", ""),
}


@dataclass(frozen=True)
class Held:
    """deal: what it is for. left: what is in it. would: how a release of all that would be parted, while it may be.
    apart: what was set apart out of it. line: of the checkout that paid for it."""

    hold: Hold
    deal: str
    sign: str
    tone: str
    left: Money
    clock: Clock | None = None
    would: Taken | None = None
    chargeback: Chargeback | None = None
    parts: Sequence[HoldPart] = ()
    taken_back: Money | None = None
    other: Party | None = None
    is_mine: bool = False
    apart: Sequence[Hold] = ()
    line: CheckoutLine | None = None


def of(hold: Hold) -> Held:
    """All that its page says."""
    left = escrow.left_in(hold)
    would = escrow.would_take(hold) if hold.has_money and left.amount else None
    chargeback = hold.payment.chargebacks.order_by("-pk").first() if hold.payment else None
    parts = list(hold.parts.select_related("to").order_by("pk"))
    apart = list(hold.parted_off.order_by("pk"))
    gone = sum((one.gross for one in parts), start=left) + sum((one.amount for one in apart), start=left * 0)
    back = hold.amount - gone if hold.held_at else Money(0, hold.currency)
    look = _LOOKS[Hold.Status(hold.status)]
    return Held(
        hold, deal_of(hold), *look, left, _clock(hold), would, chargeback, parts, back, apart=apart, line=hold.paid_as
    )


def listed(holds: Iterable[Hold], party: Party) -> list[Held]:
    """As lines of a list, seen by this side; what is left in all of them in one query."""
    holds = list(holds)
    left = left_in(holds)
    return [_listed(hold, left[hold.pk], party) for hold in holds]


def left_in(holds: Iterable[Hold]) -> dict[UUID, Money]:
    """What is left in each of these, in one query; in none where there are none."""
    rows = {hold.pk: hold for hold in holds}
    kept = AccountBalance.objects.filter(account__code="hold", account__owner__in=rows).select_related("account")
    known = {row.account.owner: row.balance for row in kept} if rows else {}
    return {pk: from_minor(known.get(pk, 0), hold.currency) for pk, hold in rows.items()}


def _listed(hold: Hold, left: Money, party: Party) -> Held:
    is_mine = hold.payee_id == party.pk
    other = hold.payer if is_mine else hold.payee
    look = _LOOKS[Hold.Status(hold.status)]
    return Held(hold, deal_of(hold), *look, left, other=other, is_mine=is_mine, line=hold.paid_as)


def _clock(hold: Hold) -> Clock | None:
    """Whose move it is, by the word of the deal's own floor."""
    try:
        return payables.of(hold.kind).clock(hold) if hold.has_money else None
    except UnknownPayable:
        return None


def limit(hold: Hold) -> Clock | None:
    """Who must do something before the money goes back by itself, once that is near."""
    if not hold.has_money or hold.must_leave_by is None or hold.must_leave_by - limits.WARNED_BEFORE[0] > clock.now():
        return None
    otherwise = _("what is left goes back to %(name)s") % {"name": hold.payer.name}
    must = _("may release it, or agree with the other to hold it longer")
    return Clock(who=hold.payer.name, must=must, at=hold.must_leave_by, otherwise=otherwise)
