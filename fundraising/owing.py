"""What was paid for becomes deliveries once a fundraiser is funded; those of late pledges follow.

owing.expect(fundraiser)            # when all charges have had their end
owing.expect_of(pledge)             # when a late pledge was paid
"""

import calendar
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from fundraising import clocks, delivery_news, fundraisers, survey_news
from fundraising.models import Delivery, Fundraiser, Pledge, PledgeLine
from marketplace.kit import clock, timers

Status, State = Delivery.Status, Fundraiser.Status
MADE = [State.SUCCESSFUL, State.DELIVERING, State.COMPLETED]
BATCH = 1000


def expect(fundraiser: Fundraiser) -> None:
    """Let what was paid for become parcels, some moments from now. The caller holds the fundraiser."""
    timers.ensure(clocks.DELIVERIES, {str(fundraiser.pk): clock.now()})


def expect_of(pledge: Pledge) -> None:
    """The same for one pledge that was paid after the decision. A timer of its own: no other can swallow it."""
    if pledge.is_at_once and pledge.fundraiser.status in Fundraiser.REACHED:
        timers.ensure(clocks.DELIVERY_OF_ONE, {str(pledge.pk): clock.now()})


@timers.handles(clocks.DELIVERIES)
def prepare(key: str) -> int:
    """Make a delivery for every reward that was paid for and has none; returns how many."""
    fundraiser = fundraisers.locked(Fundraiser(pk=UUID(key)))
    if fundraiser.status not in MADE:
        return 0
    paid = PledgeLine.objects.filter(pledge__fundraiser=fundraiser, pledge__status=Pledge.Status.COLLECTED)
    unmade = paid.filter(delivery__isnull=True).order_by("pledge__counted_at", "pk")
    lines = unmade.select_related("reward", "pledge__backer", "pledge__reply", "pledge__address")
    first = (fundraiser.deliveries.aggregate(last=Max("number"))["last"] or 0) + 1
    asked = _asked_of(fundraiser)
    made = [_made(fundraiser, line, number, asked) for number, line in enumerate(lines, first)]
    Delivery.objects.bulk_create(made, batch_size=BATCH)
    days = {one.due_on for one in made if one.due_on}
    timers.ensure(clocks.DELIVERY_DUE, {f"{fundraiser.pk}:{day}": _after(day) for day in days})
    _ask_too(fundraiser, [one for one in made if one.status == Status.WAITING])
    return len(made)


@timers.handles(clocks.DELIVERY_OF_ONE)
def prepare_one(key: str) -> None:
    """A late pledge was paid: what it is owed is a delivery, too."""
    prepare(str(Pledge.objects.values_list("fundraiser_id", flat=True).get(pk=key)))


@timers.handles(clocks.DELIVERY_DUE)
def look_what_is_late(key: str) -> None:
    """The month that was promised is over: maker and backers are told of what has not left."""
    pk, _colon, day = key.partition(":")
    fundraiser = fundraisers.locked(Fundraiser(pk=UUID(pk)))
    late = fundraiser.deliveries.unsent().filter(due_on=date.fromisoformat(day), sent_at=None).count()
    if late and fundraiser.status in MADE:
        delivery_news.overdue(fundraiser, day=day, count=late)


def _ask_too(fundraiser: Fundraiser, waiting: list[Delivery]) -> None:
    """Whoever paid after the survey was sent is asked as the others were, and has as much time."""
    survey = getattr(fundraiser, "survey", None)
    if not waiting or survey is None or not survey.is_sent:
        return
    timers.ensure(clocks.SURVEY_ENDS, {str(survey.pk): clock.now() + clocks.ANSWERS_BY})
    survey_news.sent_to(survey, {one.line.pledge_id: one.line.pledge for one in waiting}.values())


def _asked_of(fundraiser: Fundraiser) -> tuple[bool, set[UUID]]:
    """Whether a survey was sent that asks everybody something, and the rewards of which it asks more."""
    survey = getattr(fundraiser, "survey", None)
    if survey is None or not survey.is_sent:
        return False, set()
    of = set(survey.questions.filter(is_required=True).values_list("reward", flat=True))
    return None in of, {pk for pk in of if pk}


def _made(fundraiser: Fundraiser, line: PledgeLine, number: int, asked: tuple[bool, set[UUID]]) -> Delivery:
    is_asked = asked[0] or line.reward_id in asked[1]
    has_said = hasattr(line.pledge, "reply")  # a late backer may have answered before their parcel was listed
    has_place = has_said and hasattr(line.pledge, "address")
    waits = (is_asked and not has_said) or (line.reward.is_posted and not has_place)
    return Delivery(
        fundraiser=fundraiser,
        line=line,
        number=number,
        status=Status.WAITING if waits else Status.TO_SHIP,
        due_on=_last_of_month(line.reward.delivers_on),
    )


def _last_of_month(day: date | None) -> date | None:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if day else None


def _after(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
