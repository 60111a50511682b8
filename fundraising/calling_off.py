"""A fundraiser that is called off gives back whatever it holds: by the way it came, one pledge at a time.

Whoever is being charged at that moment is charged no more, or gets it back when it comes. What was paid out to the
maker by then is gone; the rest goes back (fundraising.launching.cancel begins it). Its plan ends at once.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from fundraising import clocks, collecting, paying_out, pledges
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock, timers
from marketplace.kit.money import Money, from_minor
from payments import charges, escrow
from payments.models import Hold, HoldPart, Recovery

Status = Pledge.Status


@dataclass(frozen=True)
class Sums:
    """What calling it off now does to the money: how much goes back, to how many pledges, and what was paid out."""

    back: Money
    pledges: int
    gone: Money


def begin(fundraiser: Fundraiser) -> None:
    """One timer for each pledge that has money, or that money may be on its way for. The caller holds the fundraiser.

    A promise may become a charge at this very moment, for which nobody holds the fundraiser: so it is looked at, too.
    """
    paying_out.stop(fundraiser)
    owed = fundraiser.pledges.filter(status__in=[Status.ACTIVE, Status.COLLECTED, *Pledge.UNDECIDED])
    timers.ensure(clocks.GIVE_BACK, {str(pk): clock.now() for pk in owed.values_list("pk", flat=True)})


@timers.handles(clocks.GIVE_BACK)
def give_back(key: str) -> None:
    """Send back what is left of one pledge, or end its charge. What is frozen is tried again until it is not."""
    going_on = collecting.payment_of(UUID(key))
    if going_on:
        charges.call_off(going_on)
    pledge = pledges.alone(UUID(key))
    if pledge.status in Pledge.UNDECIDED and going_on is None and collecting.payment_of(pledge.pk):
        timers.set(clocks.GIVE_BACK, key, clock.now())  # its charge began while this waited for the pledge
        return
    if pledge.status == Status.ACTIVE:
        timers.set(clocks.GIVE_BACK, key, clock.now() + clocks.LOOK_AGAIN)  # it is let go, or charged before that
        return
    if pledge.status in Pledge.UNDECIDED:
        pledge.move_to(Status.CANCELLED, why="fundraiser called off")
    hold = pledge.hold
    if pledge.status == Status.COLLECTED and hold and hold.has_money:
        _send_back(pledge, hold)


def sums(fundraiser: Fundraiser) -> Sums:
    """What would go back now, and what was paid out."""
    held = Hold.objects.with_money().filter(pledge__fundraiser=fundraiser, pledge__status=Status.COLLECTED)
    whole = held.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    parts = HoldPart.objects.filter(hold__pledge__fundraiser=fundraiser).aggregate(
        left=Sum("gross_minor", filter=Q(hold__in=held)), gone=Sum("gross_minor", filter=Q(kind=HoldPart.Kind.RELEASE))
    )
    taken = Recovery.objects.filter(hold__in=held, place=Recovery.Place.HOLD, given_back_at=None)
    back = whole - (parts["left"] or 0) - (taken.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    return Sums(
        back=from_minor(back, fundraiser.currency),
        pledges=held.count(),
        gone=from_minor(parts["gone"] or 0, fundraiser.currency),
    )


def _send_back(pledge: Pledge, hold: Hold) -> None:
    if hold.status == Hold.Status.FROZEN or (hold.payment and hold.payment.is_being_charged_back):
        timers.set(clocks.GIVE_BACK, pledge.pk, clock.now() + clocks.LOOK_AGAIN)
        return
    escrow.refund(hold, by=None, key=f"called-off:{pledge.pk}", why=_("The fundraiser was called off."))
