"""What was paid for becomes deliveries once a fundraiser is funded; those of late pledges follow.

owing.expect(fundraiser)            # when all charges have had their end
owing.expect_of(pledge)             # when a late pledge was paid
"""

import calendar
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from fundraising import clocks, delivery_news, fundraisers
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
    lines = paid.filter(delivery__isnull=True).select_related("reward").order_by("pledge__counted_at", "pk")
    first = (fundraiser.deliveries.aggregate(last=Max("number"))["last"] or 0) + 1
    asked = _asked_of(fundraiser)
    made = [_made(fundraiser, line, number, asked) for number, line in enumerate(lines, first)]
    Delivery.objects.bulk_create(made, batch_size=BATCH)
    days = {one.due_on for one in made if one.due_on}
    timers.ensure(clocks.DELIVERY_DUE, {f"{fundraiser.pk}:{day}": _after(day) for day in days})
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


def _asked_of(fundraiser: Fundraiser) -> tuple[bool, set[UUID]]:
    """Whether a survey was sent that asks everybody something, and the rewards of which it asks more."""
    survey = getattr(fundraiser, "survey", None)
    if survey is None or not survey.is_sent:
        return False, set()
    of = set(survey.questions.filter(is_required=True).values_list("reward", flat=True))
    return None in of, {pk for pk in of if pk}


def _made(fundraiser: Fundraiser, line: PledgeLine, number: int, asked: tuple[bool, set[UUID]]) -> Delivery:
    waits = line.reward.is_posted or asked[0] or line.reward_id in asked[1]
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
