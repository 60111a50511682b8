"""The clock of a dispute: by when its next step is due. What then happens by itself is projects/disputes/alarms.py."""

from datetime import datetime, timedelta

from marketplace.kit import business_days, clock, timers
from payments import taxes
from projects.disputes import dispute_clocks as clocks
from projects.models import Dispute, Stage

REMINDED = {Stage.ANSWER, Stage.ANSWERS, Stage.EVIDENCE, Stage.FEES}


def wind(dispute: Dispute) -> None:
    """Begin the time of the stage that it is in. The caller holds its lock."""
    dispute.due_at = _due(dispute)
    dispute.save(update_fields=["due_at"])
    timers.set(clocks.DISPUTE, dispute.pk, dispute.due_at)
    ahead = dispute.due_at - clocks.REMINDER
    if dispute.stage in REMINDED and ahead > clock.now():
        timers.set(clocks.DISPUTE_REMINDER, dispute.pk, ahead)
    else:
        timers.cancel(clocks.DISPUTE_REMINDER, dispute.pk)


def stop(dispute: Dispute) -> None:
    """It is over: nothing happens by itself any more."""
    timers.cancel(clocks.DISPUTE, dispute.pk)
    timers.cancel(clocks.DISPUTE_REMINDER, dispute.pk)


def look_again(dispute: Dispute, at: datetime) -> None:
    """Let the clock strike again then, though the step was due before."""
    timers.set(clocks.DISPUTE, dispute.pk, at)


def mediation_ends(dispute: Dispute) -> datetime:
    """When the time for mediation is over."""
    return (dispute.mediation_at or dispute.opened_at) + clocks.MEDIATION


def limit_of(dispute: Dispute) -> datetime | None:
    """The first day on which a gateway gives back what is at stake; None where nothing is held any more."""
    limits = dispute.items.filter(ended_at__isnull=True).values_list("hold__must_leave_by", flat=True)
    return min((limit for limit in limits if limit), default=None)


def _due(dispute: Dispute) -> datetime:
    """By the rules; but so long before the gateway's limit that the steps that follow still have their time."""
    now, by_rule, limit = clock.now(), _by_rule(dispute), limit_of(dispute)
    if limit is None:
        return by_rule
    last = limit - clocks.BEFORE_LIMIT.get(dispute.stage, timedelta())
    return max(min(by_rule, last), now + clocks.SHORTEST)


def _by_rule(dispute: Dispute) -> datetime:
    now, stage = clock.now(), dispute.stage
    business = {
        Stage.ANSWER: clocks.ANSWER_DAYS,
        Stage.EVIDENCE: clocks.EVIDENCE_DAYS,
        Stage.DECISION: clocks.DECISION_DAYS,
        Stage.FEES: clocks.FEE_DAYS,
        Stage.AWARD: clocks.AWARD_DAYS,
    }
    plain = {Stage.TALK: clocks.TALK, Stage.PROPOSAL: clocks.PROPOSAL, Stage.ANSWERS: clocks.ACCEPTANCE}
    if stage in business:
        return business_days.after(now, business[stage], countries_of(dispute))
    return now + plain[stage]


def countries_of(dispute: Dispute) -> list[str]:
    """Whose holidays count: those of both sides."""
    return [taxes.seat_of(side).country for side in (dispute.contract.client, dispute.contract.freelancer)]
