"""The last 6, 12 and 24 months of somebody's outcomes, and the best of the three."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from social.models import Outcome
from social.reputation.formula import Sums

DAYS = {6: 183, 12: 365, 24: 730}  # months in days, so that everybody counts them alike
LONGEST = max(DAYS.values())


@dataclass(frozen=True)
class Window:
    """What the deals that ended within so many months come to."""

    months: int
    sums: Sums

    @property
    def days(self) -> int:
        return DAYS[self.months]

    @property
    def points(self) -> int | None:
        return self.sums.points


def holds(outcome: Outcome, months: int, today: date) -> bool:
    """Whether the window of so many months, which ends today, holds this one."""
    return (today - outcome.ended_on).days < DAYS[months]


def of(outcomes: Iterable[Outcome], today: date) -> list[Window]:
    """All three, shortest first."""
    rows = list(outcomes)
    return [
        Window(months, Sums.of((row.weight, row.half) for row in rows if holds(row, months, today))) for months in DAYS
    ]


def best(windows: Sequence[Window]) -> Window | None:
    """The one with most points; of equal ones the longer, which says more. None where nothing counts."""
    counted = [window for window in windows if window.points is not None]
    return max(counted, key=lambda window: (window.points or 0, window.months), default=None)


def changes_on(outcomes: Iterable[Outcome], today: date) -> date | None:
    """The next day on which a window loses a deal by itself."""
    days = (row.ended_on + timedelta(days=length) for row in outcomes for length in DAYS.values())
    return min((day for day in days if day > today), default=None)
