"""Days on which people work: neither a day of rest nor a public holiday where the people concerned live.

    business_days.after(opened_at, 5, ["DE", "US"])     # the same time of day, five such days later

The holidays come from the `holidays` package, which knows the laws of some 250 countries and the rest days of their
weeks. A country that it does not know rests on Saturday and Sunday.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

SATURDAY = 5
MOST = 400  # a calendar that has no business day for a year is broken


def after(moment: datetime, days: int, countries: Iterable[str] = ()) -> datetime:
    """The same time of day, so many business days later: days on which nobody in these countries has a holiday.

    countries: ISO 3166 codes; empty ones are left out.
    """
    places = sorted({code.upper() for code in countries if code})
    day = moment.date()
    for _step in range(MOST):
        if days == 0:
            return moment + (day - moment.date())
        day += timedelta(days=1)
        days -= is_business_day(day, places)
    raise ValueError(f"no business days in {places}")


def is_business_day(day: date, countries: Iterable[str] = ()) -> bool:
    """Whether people work on this day in all of these countries."""
    calendars = [_calendar(code) for code in countries] or [None]
    return all(_is_worked(day, calendar) for calendar in calendars)


def _is_worked(day: date, calendar: Any) -> bool:
    return bool(calendar.is_working_day(day)) if calendar is not None else day.weekday() < SATURDAY


@lru_cache(maxsize=256)
def _calendar(code: str) -> Any:
    """The country's calendar; None for one that is not known. Its years are worked out when they are asked for."""
    import holidays  # late: a large package, which most processes never need

    return holidays.country_holidays(code) if code in holidays.list_supported_countries() else None
