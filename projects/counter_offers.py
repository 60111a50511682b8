"""Haggling over a proposal: the client answers it with other terms, then the two take turns until one accepts.

Imported as `from projects import counter_offers`; reads as `counter_offers.accept(counter, by=cleo)`.
Locks: the job's row, the proposal's, then the counter-offer's (docs/locking.md). A counter-offer is never changed, so
whoever accepts one by its id accepts exactly what they read; what was overtaken is refused.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from projects import attention, counter_endings, counter_news, hiring, proposal_locks, proposal_terms
from projects.bargain import Bargain
from projects.models import CounterOffer, Proposal, Side
from projects.proposals import Changed

LAPSES_AFTER = timedelta(days=7)
MOST = 20  # rows of one proposal: whoever has not agreed by then should talk
Status = CounterOffer.Status


@transaction.atomic
def make(
    proposal: Proposal, bargain: Bargain, *, answering: CounterOffer | int, by: User, note: str = ""
) -> CounterOffer:
    """Put other terms before the other side, who is told. They wait seven days.

    answering: the open counter-offer that was read; or, where none is open, the revision of the proposal, which only
    the client answers. Raises NotAllowed, Changed for what was overtaken, and Refused for a proposal that is answered,
    terms that change nothing, or one round too many.
    """
    proposal = proposal_locks.locked(proposal)
    side = proposal_locks.side_of(proposal, by)
    before = _answered(proposal, answering, side)
    _may_be_made(proposal, bargain, before)
    if before.is_open:
        counter_endings.end(before, Status.ANSWERED, by=by, side=side)
    counter = _written(proposal, bargain, side=side, by=by, note=note, number=before.number + 1)
    timers.set(counter_endings.LAPSE, counter.pk, counter_endings.moment(counter), by=by)
    if side == Side.CLIENT:
        attention.stir(proposal.project)
    counter_news.made(counter, by=by)
    return counter


@transaction.atomic
def accept(counter: CounterOffer, *, by: User) -> Proposal:
    """Agree to the other side's terms. The contract is drawn up with exactly these, for both to sign.

    Raises NotAllowed, Changed for one that is not open any more, and Refused as an acceptance is. Twice accepts once.
    """
    counter, side = _locked(counter, by)
    _is_open_for(counter, side)
    proposal = counter.proposal
    hiring.may_hire(proposal)
    counter_endings.end(counter, Status.ACCEPTED, by=by, side=side)
    proposal_terms.take_on(proposal, Bargain.of(counter))
    hiring.hire(proposal, side=side, by=by)
    counter_news.accepted(counter, by=by)
    return proposal


@transaction.atomic
def decline(counter: CounterOffer, *, by: User) -> CounterOffer:
    """Not these terms. The proposal stands as it was sent; the other side is told. Raises NotAllowed, Changed."""
    counter, side = _locked(counter, by)
    _is_open_for(counter, side)
    counter_endings.end(counter, Status.DECLINED, by=by, side=side)
    if side == Side.CLIENT:
        attention.stir(counter.proposal.project)
    counter_news.ended(counter, "counter_declined", to=[Side(counter.side)], by=by)
    return counter


@transaction.atomic
def withdraw(counter: CounterOffer, *, by: User) -> CounterOffer:
    """Take one's own terms back before they are answered. Raises NotAllowed, Changed."""
    counter, side = _locked(counter, by)
    if side != counter.side:
        raise NotAllowed(_("Only who made a counter-offer can take it back."))
    if not counter.is_open:
        raise Changed(_("It has been answered meanwhile. Look at the proposal again."))
    counter_endings.end(counter, Status.WITHDRAWN, by=by, side=side)
    counter_news.ended(counter, "counter_withdrawn", to=[side.other], by=by)
    return counter


@timers.handles(counter_endings.LAPSE)
def lapse(key: str) -> None:
    """Nobody answered for seven days: the proposal stands as it was sent. Early, late or twice does no harm."""
    found = CounterOffer.objects.filter(pk=UUID(key)).select_related("proposal").first()
    if found is None:
        return
    proposal = proposal_locks.locked(found.proposal)
    counter = _fresh(found, proposal)
    if counter.is_open and counter_endings.moment(counter) <= clock.now():
        counter_endings.end(counter, Status.LAPSED, by=None, side=None)
        counter_news.ended(counter, "counter_lapsed", to=list(Side), by=None)


def _answered(proposal: Proposal, answering: CounterOffer | int, side: Side) -> CounterOffer:
    """The row that the new one answers: the open one of the other side, or the proposal itself."""
    last = proposal.counter_offers.locked().order_by("-number").first()
    if isinstance(answering, CounterOffer):
        if last is None or last.pk != answering.pk or not last.is_open:
            raise Changed(_("It has been answered meanwhile. Look at the proposal again."))
        if last.side == side:
            raise Refused(_("It is the other side's turn. Take your counter-offer back to make another."))
        last.proposal = proposal
        return last
    if last and last.is_open:
        raise Changed(_("There is a counter-offer by now. Look at the proposal again."))
    if side != Side.CLIENT:
        raise Refused(_("Nothing waits for your answer. You can change your proposal itself."))
    if proposal.revision != answering:
        raise Changed(_("This proposal has changed since you opened it. Read it again, then decide."))
    return _as_sent(proposal, last)


def _as_sent(proposal: Proposal, last: CounterOffer | None) -> CounterOffer:
    """The proposal as a row of its own, so that the next has something to differ from."""
    now, number = Bargain.of_proposal(proposal), last.number + 1 if last else 1
    return _written(proposal, now, side=Side.FREELANCER, by=proposal.sent_by, number=number, is_proposal=True)


def _may_be_made(proposal: Proposal, bargain: Bargain, before: CounterOffer) -> None:
    if not proposal.is_waiting:
        raise Refused(_("This proposal has been answered, so its terms can no longer be changed."))
    if before.number >= MOST:
        raise Refused(_("You have exchanged %(n)d offers. Accept one, or write to each other.") % {"n": MOST})
    if bargain.price.currency.code != proposal.currency or bargain.price.amount <= 0:
        raise Refused(_("A counter-offer is made in the currency of the proposal."))
    if bargain == Bargain.of(before):
        raise Refused(_("These are the terms that you answer. Accept them, or change a figure."))


def _written(
    proposal: Proposal, bargain: Bargain, *, side: Side, by: User | None, number: int, note: str = "",
    is_proposal: bool = False,
) -> CounterOffer:  # fmt: skip
    now = clock.now()
    counter = CounterOffer(
        proposal=proposal, number=number, side=side, by=by, is_proposal=is_proposal, note=note, days=bargain.days,
        milestones=bargain.steps_as_json(), at=proposal.sent_at or now if is_proposal and number == 1 else now,
        status=Status.ANSWERED if is_proposal else Status.OPEN, answered_at=now if is_proposal else None,
        lapses_at=None if is_proposal else now + LAPSES_AFTER,
    )  # fmt: skip
    counter.price = bargain.price
    counter.save(force_insert=True)
    return counter


def _locked(counter: CounterOffer, by: User) -> tuple[CounterOffer, Side]:
    proposal = proposal_locks.locked(counter.proposal)
    side = proposal_locks.side_of(proposal, by)
    return _fresh(counter, proposal), side


def _fresh(counter: CounterOffer, proposal: Proposal) -> CounterOffer:
    counter = CounterOffer.objects.locked().get(pk=counter.pk)
    counter.proposal = proposal
    return counter


def _is_open_for(counter: CounterOffer, side: Side) -> None:
    if counter.status == Status.ACCEPTED:
        raise Refused(_("This was accepted already. Its contract waits for both signatures."))
    if not counter.is_open:
        raise Changed(_("It has been answered meanwhile. Look at the proposal again."))
    if counter.side == side:
        raise Refused(_("These are your own terms: the other side answers them."))
