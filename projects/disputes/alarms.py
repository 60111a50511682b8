"""What happens by itself in a dispute when a step's time is over. Early, late or twice does no harm."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from marketplace.kit import clock, timers
from payments import retries
from projects import deals
from projects.disputes import dispute_clock, dispute_clocks, dispute_news, ends, log, mediation, sums
from projects.models import Dispute, DisputeEvent, DisputeOffer, Stage

WAIT = timedelta(days=1)  # for a bank that is taking a payment back


@timers.handles(dispute_clocks.DISPUTE)
def strike(key: str) -> None:
    """A step is due."""
    known = Dispute.objects.filter(pk=UUID(key)).first()
    if known:
        take_step(known)


@timers.handles(dispute_clocks.DISPUTE_REMINDER)
def remind(key: str) -> None:
    """A side's time is nearly over."""
    known = Dispute.objects.with_contract().filter(pk=UUID(key)).first()
    if known and known.is_live and known.due_at and known.due_at > clock.now():
        dispute_news.remind(known)


@retries.atomic
def take_step(dispute: Dispute) -> None:
    """Do what silence does at this stage. While a bank takes the payment back, it waits."""
    dispute = deals.with_dispute(dispute)
    if not dispute.is_live or dispute.due_at is None or dispute.due_at > clock.now():
        return
    items = sums.open_items(dispute)
    if any(item.hold.payment and item.hold.payment.is_being_charged_back for item in items):
        dispute_clock.look_again(dispute, clock.now() + WAIT)
        return
    _BY_ITSELF[dispute.stage](dispute)


def _not_answered(dispute: Dispute) -> None:
    """Silence accepts what the opener asks for."""
    log.note(dispute, DisputeEvent.Kind.SILENCE)
    asked = dispute.offers.get(made_by=dispute.opened_by, status=DisputeOffer.Status.OPEN)
    stake = sums.stake(dispute)
    # A bank may have taken a part meanwhile: who asked for all gets all that is left.
    sum_ = stake if asked.to_freelancer == asked.of else min(asked.to_freelancer, stake)
    ends.settle(dispute, sum_, how=Dispute.How.SILENCE, by=None)


def _late(dispute: Dispute) -> None:
    """The mediator has not proposed in time: the case stands first on the desk until mediation is over."""
    end = dispute_clock.mediation_ends(dispute)
    if end > clock.now():
        dispute_clock.look_again(dispute, end)
    else:
        mediation.fail(dispute)


def _nothing(dispute: Dispute) -> None:
    """Only a person decides. The case stands first on the desk of our staff, and the page says that it is late."""


_BY_ITSELF: Mapping[Stage, Callable[[Dispute], object]] = {
    Stage.ANSWER: _not_answered,
    Stage.TALK: mediation.begin_by_itself,
    Stage.EVIDENCE: mediation.close_evidence,
    Stage.PROPOSAL: _late,
    Stage.ANSWERS: mediation.lapse,
    Stage.DECISION: _nothing,
    Stage.FEES: mediation.arbitration_fails,
    Stage.AWARD: mediation.arbitration_fails,
}
