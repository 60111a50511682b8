"""Promises that end without their backer: never confirmed, or their fundraiser has ended."""

from fundraising import clocks, collecting, counting, pledges
from fundraising.models import Pledge
from marketplace.kit import clock, timers

Status = Pledge.Status


@timers.handles(clocks.PLEDGE_LAPSES)
def lapse(key: str) -> None:
    """Nobody confirmed it: its rewards are for others again. While it is being paid it is looked at again."""
    found = pledges.of_fundraiser(Pledge.objects.get(pk=key))
    if found.status != Status.DRAFT:
        return
    if collecting.payment_of(found.pk):  # the gateway's page lasts longer than what was chosen is reserved
        timers.set(clocks.PLEDGE_LAPSES, found.pk, clock.now() + clocks.LOOK_AGAIN)
    else:
        pledges.give_up(found, why="not confirmed in time", by=None)


@timers.handles(clocks.RELEASED)
def let_go(key: str) -> None:
    """The fundraiser missed its goal, or was called off: the promise ends, and no card is charged.

    It stays part of the sum that the page tells; a match of nothing is no backer.
    """
    found = pledges.of_fundraiser(Pledge.objects.get(pk=key))
    if found.status == Status.DRAFT:
        pledges.give_up(found, why="fundraiser ended", by=None)
    elif found.status == Status.ACTIVE:
        if not found.amount_minor:
            counting.uncount(found)
        found.move_to(Status.CANCELLED, why="fundraiser ended", saving=["counts"])
