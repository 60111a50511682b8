"""Periods of subscriptions: when the next one ends, and what a part of one is worth."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any

MONTHS = {"month": 1, "year": 12}
DAYS = {"day": 1, "week": 7}


def end_of(anchor: int, recurring: dict[str, Any], number: int) -> int:
    """When the period of this number (from 1) ends, in seconds since 1970.

    Counted from the anchor, so that a subscription of the 31st comes back to the 31st after a short month.
    """
    began, steps = datetime.fromtimestamp(anchor, UTC), recurring["interval_count"] * number
    if recurring["interval"] in DAYS:
        return int((began + timedelta(days=DAYS[recurring["interval"]] * steps)).timestamp())
    months = began.year * 12 + began.month - 1 + MONTHS[recurring["interval"]] * steps
    year, month = months // 12, months % 12 + 1
    day = min(began.day, calendar.monthrange(year, month)[1])
    return int(began.replace(year=year, month=month, day=day).timestamp())


def share(amount: int, start: int, end: int, now: int) -> int:
    """What the rest of a period is worth, by the second, rounded half up."""
    whole, rest = max(end - start, 1), max(end - now, 0)
    return (2 * amount * min(rest, whole) + whole) // (2 * whole)
