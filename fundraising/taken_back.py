"""A pledge whose money a bank has taken back for good, from escrow or after it was paid out: it is no pledge any more.

Of a payment a part may be taken, or some have gone back before; so a pledge is looked at whole. Where less was taken
than its backer paid, it stays what it was.
"""

from django.db.models import Sum

from fundraising import deliveries, paying_out, pledges
from fundraising.models import Pledge
from payments import chargebacks
from payments.disputed import AnyChargeback
from payments.models import Chargeback, Hold, HoldPart, Payment, Recovery

Status = Pledge.Status


def taken_by_bank(chargeback: AnyChargeback) -> None:
    """A bank has the money and keeps it. Plugged into `tidings.charged_back`; twice is once."""
    if not isinstance(chargeback, Chargeback) or chargeback.status != Chargeback.Status.LOST:
        return
    holds = chargebacks.holds_of(chargeback.payment)
    for pk in Pledge.objects.filter(hold__in=holds).order_by("pk").values_list("pk", flat=True):
        follow(pledges.alone(pk))


def follow(pledge: Pledge) -> bool:
    """End the pledge where a bank has taken all that had not gone back; returns whether it did. The caller holds it."""
    if pledge.status != Status.COLLECTED or pledge.hold is None or not is_taken(pledge.hold):
        return False
    pledge.move_to(Status.CHARGED_BACK, why="charged back")
    deliveries.give_up(pledge, why="charged back")
    if pledge.fundraiser.status in paying_out.OPEN:
        paying_out.look_soon(pledge.fundraiser)
    return True


def is_taken(hold: Hold) -> bool:
    """Whether banks took, for good, all of its money that had not gone back to its payer."""
    if hold.payment is None or hold.payment.status != Payment.Status.LOST:
        return False
    taken = Recovery.objects.filter(hold=hold, given_back_at=None, chargeback__status=Chargeback.Status.LOST)
    back = HoldPart.objects.filter(hold=hold, kind=HoldPart.Kind.REFUND)
    gone = (taken.aggregate(sum=Sum("amount_minor"))["sum"] or 0) + (back.aggregate(sum=Sum("gross_minor"))["sum"] or 0)
    return gone >= hold.amount_minor
