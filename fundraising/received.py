"""What a backer gets for a pledge, reward by reward: where it is, and what they can say about it now."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from fundraising import clocks, reward_refunds, surveys
from fundraising.models import Delivery, Pledge, RewardFile, RewardRefund, Survey
from marketplace.kit import clock
from marketplace.kit.money import Money

Status = Delivery.Status


@dataclass(frozen=True)
class Received:
    """One reward. worth: what could come back now; None where nothing can be asked for, `why_not` then may say why."""

    delivery: Delivery
    files: list[RewardFile]
    refund: RewardRefund | None
    may_report: bool
    worth: Money | None
    why_not: str


def of(pledge: Pledge) -> dict[str, Any]:
    """All of it, for the page of the pledge."""
    survey = Survey.objects.filter(fundraiser=pledge.fundraiser_id).first()
    rows = Delivery.objects.filter(line__pledge=pledge).select_related("line__reward", "line__pledge__backer")
    found = list(rows.prefetch_related("line__reward__files", "refunds__delivery__line__pledge").order_by("number"))
    asks = survey is not None and (surveys.wants_address(pledge) or bool(surveys.questions_for(survey, pledge)))
    return {
        "received": [_one(delivery) for delivery in found],
        "survey_url": reverse("fundraising:reply", args=[pledge.pk]),
        "has_answered": hasattr(pledge, "reply"),
        "can_answer": bool(survey and asks and found and not surveys.why_closed(survey, pledge)),
    }


def _one(delivery: Delivery) -> Received:
    refund = next(iter(delivery.refunds.all()), None)
    is_asked = refund is not None and refund.status == RewardRefund.Status.OPEN
    may_ask = not is_asked and (delivery.is_overdue or delivery.is_wrong)
    why_not = reward_refunds.why_not(delivery) if may_ask else ""
    return Received(
        delivery=delivery,
        files=list(delivery.line.reward.files.all()) if delivery.is_with_backer else [],
        refund=refund,
        may_report=_may_report(delivery),
        worth=reward_refunds.worth(delivery) if may_ask and not why_not else None,
        why_not=why_not,
    )


def _may_report(delivery: Delivery) -> bool:
    if delivery.status == Status.SHIPPED or (delivery.status == Status.PROBLEM and delivery.answer):
        return True
    at = delivery.received_at
    return delivery.status == Status.RECEIVED and at is not None and at + clocks.PROBLEM_FOR > clock.now()
