"""What becomes of money that nobody has released in time: its two sides are warned, then it goes back."""

from datetime import datetime, timedelta
from uuid import UUID

from marketplace.kit import clock, timers
from payments import escrow, limits, payee_news, retries
from payments.models import Hold
from payments.ports import payables

WAIT = timedelta(days=1)


@timers.handles(limits.TIMER)
@retries.atomic
def look(key: str) -> None:
    """Send back what is held beyond its limit, or wait for the next warning. A hold that ended needs nothing."""
    known = Hold.objects.filter(pk=UUID(key)).first()
    if known is None:
        return
    payables.lock(known.kind, known.subject)
    hold = Hold.objects.select_related("payer", "payee", "payment").locked().get(pk=known.pk)
    if not hold.has_money or hold.must_leave_by is None:
        return
    if hold.must_leave_by > clock.now():
        _warn(hold, hold.must_leave_by)
        limits.watch(hold)
    elif hold.payment and hold.payment.is_being_charged_back:
        timers.set(limits.TIMER, hold.pk, clock.now() + WAIT)  # nothing can be sent back until the bank has decided
    else:
        left = escrow.left_in(hold)
        escrow.expire(hold)
        if not payables.reached_limit(hold, left):
            payee_news.hold_went_back(hold, left)


def _warn(hold: Hold, end: datetime) -> None:
    """The warning that is due: the one nearest to the end, where several were slept through."""
    left = escrow.left_in(hold)
    due = [before for before in limits.WARNED_BEFORE if end - before <= clock.now()]
    if due and left.amount and not payables.nears_limit(hold, left):
        payee_news.hold_goes_back(hold, left, warned_before=min(due))
