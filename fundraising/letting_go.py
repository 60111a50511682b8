"""Promises that end without their backer: never confirmed, or their fundraiser has ended."""

from uuid import UUID

from fundraising import clocks, collecting, counting, pledges
from fundraising.models import Pledge
from marketplace.kit import clock, timers
from payments import charges
from payments.models import Payment

Status = Pledge.Status


@timers.handles(clocks.PLEDGE_LAPSES)
def lapse(key: str) -> None:
    """Nobody confirmed it: its rewards are for others again. While it is being paid it is looked at again.

    Not for ever, as what waits for a bank's question or for PayPal may never end: once that took too long nobody can
    pay it any more, and what comes nevertheless goes back.
    """
    called_off = _call_off_what_took_too_long(UUID(key))
    pledge = Pledge.objects.get(pk=key)
    if pledge.status != Status.DRAFT:  # paid meanwhile, its lock may be held here without its fundraiser's
        return
    found = pledges.of_fundraiser(pledge)
    if found.status != Status.DRAFT:
        return
    if collecting.payment_of(found.pk) not in {None, called_off}:  # the gateway's page lasts longer than RESERVED
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


def _call_off_what_took_too_long(pk: UUID) -> Payment | None:
    """Let its payment be paid no more, if it is time; returns it. Checkouts are locked before what is paid in them."""
    going_on = collecting.payment_of(pk)
    if going_on is None or Pledge.objects.get(pk=pk).created_at + clocks.PAID_WITHIN > clock.now():
        return None
    charges.call_off(going_on)
    return going_on
