"""Pledges by the day on which each was promised or paid, as far as they still count, and what was taken back."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from analytics.campaigns.periods import Period
from fundraising.models import Fundraiser, Pledge
from fundraising.models.pledge import PledgeQuerySet


@dataclass(frozen=True)
class Day:
    """Minor units. together: all until its end."""

    day: date
    minor: int
    backers: int
    together: int


@dataclass(frozen=True)
class Came:
    """What came in a period, and how many brought it."""

    minor: int = 0
    backers: int = 0


def of(fundraiser: Fundraiser, period: Period) -> list[Day]:
    """Each day of the period, also those without."""
    found = _by_day(fundraiser, period)
    together = _before(fundraiser, period)
    days = []
    for place in range(period.days):
        day = period.first + timedelta(days=place)
        minor, backers = found.get(day, (0, 0))
        together += minor
        days.append(Day(day, minor, backers, together))
    return days


def came(fundraiser: Fundraiser, period: Period) -> Came:
    """All of the period together."""
    within = counting(fundraiser).filter(counted_at__gte=period.begins_at, counted_at__lt=period.ends_at)
    found = within.aggregate(sum=Sum("amount_minor"), many=Count("pk"))
    return Came(found["sum"] or 0, found["many"])


def taken_back(fundraiser: Fundraiser) -> Came:
    """What was promised and taken back before the end. It counts nowhere any more."""
    gone = fundraiser.pledges.filter(status=Pledge.Status.CANCELLED, counts=False, counted_at__isnull=False)
    found = gone.aggregate(sum=Sum("amount_minor"), many=Count("pk"))
    return Came(found["sum"] or 0, found["many"])


def counting(fundraiser: Fundraiser) -> PledgeQuerySet:
    """The pledges behind the sum on its page."""
    found: PledgeQuerySet = Pledge.objects.counting().filter(fundraiser=fundraiser)
    return found


def _by_day(fundraiser: Fundraiser, period: Period) -> dict[date, tuple[int, int]]:
    within = counting(fundraiser).filter(counted_at__gte=period.begins_at, counted_at__lt=period.ends_at)
    rows = within.values_list(TruncDate("counted_at", tzinfo=UTC)).annotate(Sum("amount_minor"), Count("pk"))
    return {day: (minor, many) for day, minor, many in rows.order_by()}


def _before(fundraiser: Fundraiser, period: Period) -> int:
    """What had come before it, with what came together elsewhere."""
    earlier = counting(fundraiser).filter(counted_at__lt=period.begins_at)
    return (fundraiser.record_raised_minor or 0) + (earlier.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
