"""What happens by itself where a backer says nothing, so that a fundraiser comes to its end (decision 140).

What left and is not heard of has arrived; what was wrong, was answered and is not heard of again is well; and what
waits for an answer that does not come keeps nobody waiting. Each is told twice before. Locks: the fundraiser, then
its deliveries.
"""

from uuid import UUID

from django.db.models import Max

from fundraising import clocks, deliveries, delivery_news, paying_out, survey_news, surveys
from fundraising.models import Delivery, Reward, RewardRefund, Survey
from marketplace.kit import clock, timers

Status = Delivery.Status


@timers.handles(clocks.DELIVERY_ASKS)
def ask_whether_it_arrived(key: str) -> None:
    """Two weeks after it left its backer is asked."""
    delivery = deliveries.locked(Delivery(pk=UUID(key)))
    if delivery.status == Status.SHIPPED:
        delivery_news.asked(delivery)


@timers.handles(clocks.DELIVERY_LAST_CALL)
def ask_once_more(key: str) -> None:
    """Some days before silence is taken for a yes its backer is asked once more."""
    delivery = deliveries.locked(Delivery(pk=UUID(key)))
    if _waits_for_its_backer(delivery):
        delivery_news.asked_again(delivery, until=clock.now() + clocks.ARRIVED - clocks.LAST_CALL)


@timers.handles(clocks.DELIVERY_ARRIVES)
def arrive_by_itself(key: str) -> None:
    """Who says nothing for thirty days has it, or has it as it should be; what is wrong can still be said.

    While its money is asked back, that is answered first.
    """
    delivery = deliveries.locked(Delivery(pk=UUID(key)))
    if not _waits_for_its_backer(delivery):
        return
    if delivery.refunds.filter(status=RewardRefund.Status.OPEN).exists():
        timers.set(clocks.DELIVERY_ARRIVES, delivery.pk, clock.now() + clocks.REFUND_ANSWER)
        return
    deliveries.receive(delivery, by=None)


@timers.handles(clocks.SURVEY_LAST_CALL)
def ask_for_answers_once_more(key: str) -> None:
    """Two weeks before its end whoever has not answered is told what becomes of their reward."""
    survey = surveys.locked(Survey(pk=UUID(key)))
    if survey.unanswered().exists():
        survey_news.last_call(survey)


@timers.handles(clocks.SURVEY_ENDS)
def go_on_without_answers(key: str) -> None:
    """What needs no address can be sent by what is known; what does waits on, and nothing waits for it."""
    survey = surveys.locked(Survey(pk=UUID(key)))
    fundraiser = survey.fundraiser
    silent = fundraiser.deliveries.unclaimed()
    for delivery in silent.filter(line__reward__ships=Reward.Ships.NOTHING).locked():
        delivery.move_to(Status.TO_SHIP, why="not answered")
    if left := silent.count():
        survey_news.ended(survey, left=left)
    paying_out.end_with_the_last(fundraiser)
    _look_again(survey)


def _look_again(survey: Survey) -> None:
    """Whoever paid late has as much time."""
    waiting = survey.fundraiser.deliveries.filter(status=Status.WAITING)
    last = waiting.aggregate(last=Max("line__pledge__collected_at"))["last"]
    if last and last + clocks.ANSWERS_BY > clock.now():
        timers.set(clocks.SURVEY_ENDS, survey.pk, last + clocks.ANSWERS_BY)


def _waits_for_its_backer(delivery: Delivery) -> bool:
    """Whether it is its backer's turn: it has left, or the maker has answered what was wrong."""
    is_answered = delivery.status == Status.PROBLEM and bool(delivery.answer)
    return delivery.status == Status.SHIPPED or is_answered
