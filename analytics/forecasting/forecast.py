"""The end sum of a fundraiser that runs, as a band: what became of the thirty campaigns that were most like it.

The method is that of the nearest trajectories (V. Etter, M. Grossglauser, P. Thiran, "Launch Hard or Go Home!", COSN
2013, section 3.2), with one point of the trajectory instead of the whole: a record holds no more of most campaigns.
The band is between the order statistics of the neighbours that leave a tenth outside at each end, counted as conformal
prediction counts them (n + 1; V. Vovk et al., "Algorithmic Learning in a Random World", 2005, section 2.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, exp, floor, log

from analytics.forecasting.cases import Case, known

NEIGHBOURS = 30
OUTSIDE = 0.1  # at each end
EARLIEST = 0.1  # of the time: before that they are too unlike each other
LEAST_BACKERS = 5
A_DAY = 86_400


@dataclass(frozen=True)
class Band:
    """The end in terms of the sum now: 1 is nothing more. of: how many campaigns were asked; grew: the growth of each,
    the least first."""

    low: float
    middle: float
    high: float
    grew: tuple[float, ...]

    @property
    def of(self) -> int:
        return len(self.grew)

    def reaching(self, needed: float) -> int:
        """How many of them grew at least so much."""
        return sum(one >= needed for one in self.grew)


def is_too_early(*, elapsed: float, seconds: float, backers: int) -> bool:
    """Whether nothing can be said yet: in the first tenth, on the first day, or of hardly anybody."""
    return elapsed < EARLIEST or seconds < A_DAY or backers < LEAST_BACKERS


def band(*, elapsed: float, funded: float, cases: Iterable[Case] | None = None) -> Band:
    """What the nearest of them say of one that stands here. elapsed: between 0 and 1, both left out."""
    near = sorted(known() if cases is None else cases, key=lambda case: case.far_from(elapsed, funded))[:NEIGHBOURS]
    grew = sorted(exp(case.exponent * -log(elapsed)) for case in near)
    return Band(_at(grew, OUTSIDE), _at(grew, 0.5), _at(grew, 1 - OUTSIDE), tuple(grew))


def _at(values: list[float], part: float) -> float:
    """The order statistic at this part, rounded away from the middle."""
    place = floor(part * (len(values) + 1)) if part < 0.5 else ceil(part * (len(values) + 1))
    return values[min(max(place, 1), len(values)) - 1]
