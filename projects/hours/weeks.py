"""Work weeks and their clocks: Monday 00:00 to Sunday 24:00 UTC, the same for both sides, whatever their clocks do.

    open      until the Monday after, 12:00 UTC: the freelancer adds and changes hours
    review    from then until Friday 24:00 UTC: the client looks at them and may question some
    paid      on Saturday 00:00 UTC: what nobody questioned

No zone with summer time stands in here, so no week has 167 or 169 hours (docs/decisions/080-hours-in-utc.md).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from marketplace.kit.money import Money, from_minor, to_minor

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
REVIEW_ENDS_AFTER = timedelta(days=12)  # from the first day of the week: its Friday week is over
Span = tuple[datetime, datetime]


def monday_of(moment: datetime | date) -> date:
    """The Monday with which the week of this moment (or of this day) begins."""
    day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
    return day - timedelta(days=day.weekday())


def begins(monday: date) -> datetime:
    """Its first moment."""
    return datetime.combine(monday, time(), UTC)


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), UTC)


def ends(monday: date) -> datetime:
    """The first moment that is not in it any more."""
    return begins(monday) + WEEK


def locks_at(monday: date) -> datetime:
    """From when the freelancer changes nothing in it any more: the Monday after, noon."""
    return ends(monday) + timedelta(hours=12)


def review_ends(monday: date) -> datetime:
    """Until when the client may question its hours: the Friday after is over."""
    return begins(monday) + REVIEW_ENDS_AFTER


def next_noon(now: datetime) -> datetime:
    """The first Monday noon after this moment: when cards are charged for the week that has begun."""
    noon = begins(monday_of(now)) + timedelta(hours=12)
    return noon if noon > now else noon + WEEK


def minute(moment: datetime) -> datetime:
    """The minute in which it lies, in UTC: hours are counted in whole minutes."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def by_day(start: datetime, end: datetime) -> Iterator[Span]:
    """The span cut at every midnight UTC, so that each piece lies in one day and one week."""
    while start < end:
        midnight = datetime.combine(start.astimezone(UTC).date() + DAY, time(), UTC)
        yield start, min(end, midnight)
        start = midnight


def minutes_in(start: datetime, end: datetime) -> int:
    """How many whole minutes lie between the two."""
    return int((end - start) / timedelta(minutes=1))


def price(rate: Money, minutes: int) -> Money:
    """What these minutes cost at this rate of an hour, rounded once, half to even, to the currency's smallest unit."""
    minor = (Decimal(to_minor(rate)) * minutes / 60).quantize(Decimal(1), ROUND_HALF_EVEN)
    return from_minor(int(minor), rate.currency.code)


def hours(minutes: int) -> str:
    """Minutes as people write hours: 90 is "1:30"."""
    return f"{minutes // 60}:{minutes % 60:02d}"
