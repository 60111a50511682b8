"""What becomes of money that nobody has released in time: its two sides are warned, then it goes back."""

from uuid import UUID

from django.db import transaction

from marketplace.kit import clock, timers
from payments import escrow, limits
from payments.models import Hold


@timers.handles(limits.TIMER)
@transaction.atomic
def look(key: str) -> None:
    """Send back what is held beyond its limit, or wait for the next warning. A hold that ended needs nothing."""
    hold = Hold.objects.select_related("payer", "payee").locked().filter(pk=UUID(key)).first()
    if hold is None or not hold.has_money or hold.must_leave_by is None:
        return
    if hold.must_leave_by <= clock.now():
        escrow.expire(hold)
    else:
        limits.watch(hold)
