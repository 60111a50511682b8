"""What was paid, and where that money is now: of every line, in words, from its hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit.money import Money
from payments import holdings, purposes
from payments.breakdown import Breakdown
from payments.models import CheckoutLine, Hold, Payment, Refund
from payments.ports import Clock, UnknownPayable, payables

Status = Hold.Status
PAID = [
    Payment.Status.SUCCEEDED,
    Payment.Status.REFUNDED,
    Payment.Status.CHARGED_BACK,
    Payment.Status.WON,
    Payment.Status.LOST,
]


@dataclass(frozen=True)
class Whereabouts:
    """Where the money of one line is: how much is there, icon, tone (good, wait or none), words, whose move it is."""

    line: CheckoutLine
    amount: Money
    sign: str
    tone: str
    words: str
    clock: Clock | None = None


def of(user: User) -> Any:
    """The payments that somebody made, for themselves or a company, and that went through."""
    return Payment.objects.visible_to(user).filter(status__in=PAID)


def whereabouts(account: Breakdown) -> Iterator[Whereabouts]:
    """Of each line, in order, with what was set apart out of its hold. One query more, or two, than what the payables
    ask for their clocks."""
    held, apart = account.held, _apart(account)
    for line in account.lines:
        out_of_it = apart.get(line.hold_id, [])
        yield _where(
            line, held[line.pk], [hold.amount for hold, _left in out_of_it if hold.parted_from_id == line.hold_id]
        )
        for hold, left in out_of_it:
            yield _in(hold, line, left, hold.amount)


def refunds_of(payment: Payment) -> list[Refund]:
    """What went back, or is on its way. What was set aside never went."""
    return list(payment.refunds.exclude(status=Refund.Status.SET_ASIDE).order_by("pk"))


def purpose(account: Breakdown) -> str:
    """Whether all of it was a gift, or bought ahead (payments.purposes)."""
    return purposes.together(line.said.get("purpose", "") for line in account.lines)


def kept(payment: Payment) -> Money:
    """What was paid less what was refunded."""
    return payment.amount - payment.refunded


def _apart(account: Breakdown) -> dict[UUID | None, list[tuple[Hold, Money]]]:
    """What was set apart out of the holds of its lines, by the hold that was paid for, each with what is left in it."""
    found = Hold.objects.filter(payment__checkout=account.checkout, parted_from__isnull=False)
    rows = {hold.pk: hold for hold in found.select_related("payee").order_by("created_at", "pk")}
    left = holdings.left_in(rows.values())
    by_root: dict[UUID | None, list[tuple[Hold, Money]]] = {}
    for hold in rows.values():
        root = hold.parted_from_id
        while root in rows:
            root = rows[root].parted_from_id
        by_root.setdefault(root, []).append((hold, left[hold.pk]))
    return by_root


def _where(line: CheckoutLine, left: Money, apart: Sequence[Money]) -> Whereabouts:
    hold = line.hold
    if hold is None:
        payee = line.payee.name if line.payee else settings.SITE_NAME
        words = payables.went(line.kind) or _("Paid to %(name)s") % {"name": payee}
        return Whereabouts(line, line.price, "check-circle", "good", words)
    return _in(hold, line, left, line.price - sum(apart, start=left * 0))


def _in(hold: Hold, line: CheckoutLine, left: Money, whole: Money) -> Whereabouts:
    sign, tone = _LOOKS.get(hold.status, ("clock", "wait"))
    amount = left if hold.has_money else whole
    return Whereabouts(line, amount, sign, tone, _words(hold, is_part=amount != line.price), _clock(hold))


_LOOKS: dict[str, tuple[str, str]] = {
    Status.HELD: ("lock", "good"),
    Status.FROZEN: ("warn", "wait"),
    Status.RELEASED: ("check-circle", "good"),
    Status.REFUNDED: ("turn", ""),
    Status.SPLIT: ("half", ""),
    Status.EXPIRED: ("turn", ""),
}


def _words(hold: Hold, *, is_part: bool) -> str:
    day = _day(hold.ended_at or hold.held_at)
    words = {
        Status.HELD: _("What is left, in escrow since %(day)s") if is_part else _("In escrow since %(day)s"),
        Status.FROZEN: _("In escrow, frozen until it is decided whose it is"),
        Status.RELEASED: _("Released to %(payee)s on %(day)s"),
        Status.REFUNDED: _("Sent back to you on %(day)s"),
        Status.SPLIT: _("Divided between the two of you on %(day)s"),
        Status.EXPIRED: _("Went back to you on %(day)s, when its time was over"),
    }.get(Status(hold.status), _("Not here yet"))
    return words % {"day": day, "payee": hold.payee.name}


def _day(moment: Any) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""


def _clock(hold: Hold) -> Clock | None:
    try:
        return payables.of(hold.kind).clock(hold) if hold.has_money else None
    except UnknownPayable:
        return None
