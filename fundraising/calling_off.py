"""A fundraiser that is called off gives back whatever it holds: by the way it came, one pledge at a time.

Whoever is being charged at that moment is charged no more, or gets it back when it comes. What was paid out to the
maker by then is gone; the rest goes back (fundraising.launching.cancel begins it).
"""

from uuid import UUID

from django.utils.translation import gettext as _

from fundraising import clocks, collecting, pledges
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock, timers
from payments import charges, escrow

Status = Pledge.Status


def begin(fundraiser: Fundraiser) -> None:
    """One timer for each pledge that has money, or that money is on its way for. The caller holds the fundraiser."""
    owed = fundraiser.pledges.filter(status__in=[Status.COLLECTED, *Pledge.UNDECIDED])
    timers.ensure(clocks.GIVE_BACK, {str(pk): clock.now() for pk in owed.values_list("pk", flat=True)})


@timers.handles(clocks.GIVE_BACK)
def give_back(key: str) -> None:
    """Send back what is left of one pledge, or end its charge. What is frozen is tried again until it is not."""
    if going_on := collecting.payment_of(UUID(key)):
        charges.call_off(going_on)
    pledge = pledges.alone(UUID(key))
    if pledge.status in Pledge.UNDECIDED:
        pledge.move_to(Status.CANCELLED, why="fundraiser called off")
    hold = pledge.hold
    if pledge.status == Status.COLLECTED and hold and hold.has_money:
        escrow.refund(hold, by=None, key=f"called-off:{pledge.pk}", why=_("The fundraiser was called off."))
