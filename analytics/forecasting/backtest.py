"""How good the forecast is: each campaign foretold by the others, and held against what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median

from analytics.forecasting import forecast
from analytics.forecasting.cases import Case


@dataclass(frozen=True)
class Score:
    """count: foretold. within: how many ended inside the band. miss: by what part the middle was off, of half of them
    less; even_pace: the same for who goes on at the pace until now."""

    count: int
    within: int
    miss: float
    even_pace: float

    @property
    def percent_within(self) -> int:
        return round(self.within * 100 / self.count)


def score(cases: Sequence[Case]) -> Score:
    """Of all whose moment is one at which something is said at all."""
    within, misses, even = 0, [], []
    told = [case for case in cases if case.elapsed >= forecast.EARLIEST]
    for case in told:
        others = [one for one in cases if one is not case]
        band = forecast.band(elapsed=case.elapsed, funded=case.funded, cases=others)
        within += band.low <= case.grew <= band.high
        misses.append(abs(log(band.middle) - log(case.grew)))
        even.append(abs(-log(case.elapsed) - log(case.grew)))
    return Score(len(told), within, exp(median(misses)) - 1, exp(median(even)) - 1)
