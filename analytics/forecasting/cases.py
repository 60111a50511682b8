"""Campaigns of which is known where they stood on one day, and where they ended.

`reference.csv` holds them without a name: the part of the time that was over, the part of the goal that had come
together, and how many times as much it was at the end. `manage.py backtest_forecast --from DIR` makes it anew.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

FILE = Path(__file__).parent / "reference.csv"
COLUMNS = ("elapsed", "funded", "grew")
LEAST_FUNDED = 1e-4  # what is less of its goal is as good as nothing: the logarithm of nothing is none


@dataclass(frozen=True)
class Case:
    """elapsed: the part of its time that was over, between 0 and 1. funded: the part of its goal that had come together
    then, 1 for all of it. grew: the end sum in terms of that sum, 1 where nothing came any more."""

    elapsed: float
    funded: float
    grew: float

    @property
    def exponent(self) -> float:
        """How it grew, whatever its moment: after the part t of the time it had t to the power of this of its end sum.
        1 is an even pace, less a strong beginning, more a strong end."""
        return log(self.grew) / -log(self.elapsed)

    def far_from(self, elapsed: float, funded: float) -> float:
        """How unlike it is to one that stands there: the time that is over and the sum are compared as ratios."""
        time = log(self.elapsed) - log(elapsed)
        sums = log(max(self.funded, LEAST_FUNDED)) - log(max(funded, LEAST_FUNDED))
        return time**2 + sums**2 / 2


@cache
def known() -> tuple[Case, ...]:
    """Those of the public record that come with the site."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(Case(*(float(row[name]) for name in COLUMNS)) for row in csv.DictReader(lines))


def write(cases: Iterable[Case], path: Path = FILE) -> None:
    """Keep these as the reference."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((f"{one.elapsed:.3f}", f"{one.funded:.3f}", f"{one.grew:.3f}") for one in cases)
