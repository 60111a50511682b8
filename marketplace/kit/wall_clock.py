"""Moments by the clock on somebody's wall: eight in the morning stays eight in the morning when summer time begins."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_at(shown: time, zone: ZoneInfo, *, after: datetime, weekday: int | None = None) -> datetime:
    """The first moment later than `after` at which clocks in the zone show this time, in UTC.

    weekday: that day of the week alone, Monday is 0. A time that clocks jump over in spring counts as much later as
    they jump (02:30 is 03:30); one that they show twice in autumn counts the first time alone.
    """
    day = after.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, shown, zone).astimezone(UTC)
        if moment > after and weekday in (None, day.weekday()):
            return moment
        day += timedelta(days=1)
