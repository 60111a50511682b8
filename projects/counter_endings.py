"""How a counter-offer stops being open. The caller holds the locks of the job and of the proposal."""

from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import User
from marketplace.kit import clock, timers
from projects.models import CounterOffer, Proposal, Side

if TYPE_CHECKING:
    from collections.abc import Iterable

LAPSE = "counter_offer_lapses"


def end(counter: CounterOffer, status: str, *, by: User | None, side: Side | None, why: str = "") -> CounterOffer:
    """It is answered, or over. side: of who did it; None for the clock and for what closed the proposal."""
    counter.answered_at = clock.now()
    proposal = counter.proposal
    party = {Side.CLIENT: proposal.project.client, Side.FREELANCER: proposal.freelancer}[side] if side else None
    counter.move_to(status, by=by, party=party, why=why, saving=["answered_at"])
    timers.cancel(LAPSE, counter.pk)
    return counter


def close_open(proposals: "Iterable[Proposal]", *, by: User | None, why: str) -> None:
    """These proposals wait no more, so neither does what was offered for them. Nobody is told twice."""
    by_pk = {proposal.pk: proposal for proposal in proposals}
    for counter in CounterOffer.objects.open().filter(proposal__in=by_pk).locked():
        counter.proposal = by_pk[counter.proposal_id]
        end(counter, CounterOffer.Status.CLOSED, by=by, side=None, why=why)


def moment(counter: CounterOffer) -> datetime:
    """When an open one runs out."""
    assert counter.lapses_at is not None, "only a proposal as it was sent has no clock"
    return counter.lapses_at
