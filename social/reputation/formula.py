"""The arithmetic of the open score: whole numbers in, hundredths of a point out. docs/reputation.md works it through.

    S = Σ w·o / Σ w,   n = (Σ w)² / Σ w²,   score = Wilson's lower bound of S and n at 80 %

Weights are kept in halves (w = weight / 2) and outcomes, too (o = half / 2), so that every sum is exact.
Wilson (1927), Journal of the American Statistical Association 22; z as in reddit's _sorts.pyx.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

Z = Decimal("1.28155")
MOST = 20  # halves: a deal of EUR 10,000 or more weighs 10
WHOLE = 10_000  # points of a hundredth: 100.00


def weight_of(cents: int) -> int:
    """How much a deal of so many euro cents weighs, in halves: √(euros / 100) to the nearest half, from ½ to 10.

    In steps, so that the weight, which everybody reads, tells of the sum no more than its class.
    """
    root = (Decimal(cents) / 10_000).sqrt()
    return max(1, min(MOST, int((2 * root).quantize(Decimal(1), ROUND_HALF_UP))))


def class_of(weight: int) -> tuple[int, int | None]:
    """Which sums weigh so much, in euro cents: from this one, up to and without that one. None: no upper end."""
    low = 0 if weight == 1 else 625 * (2 * weight - 1) ** 2
    return low, None if weight == MOST else 625 * (2 * weight + 1) ** 2


@dataclass(frozen=True)
class Sums:
    """What a window adds up to. weights: Σ 2w; good: Σ 4wo; squares: Σ 4w²."""

    deals: int
    weights: int
    good: int
    squares: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "Sums":
        """Of weights and outcomes, both in halves."""
        rows = list(pairs)
        weights, squares = sum(weight for weight, _half in rows), sum(weight**2 for weight, _half in rows)
        return cls(len(rows), weights, sum(weight * half for weight, half in rows), squares)

    @property
    def share(self) -> Decimal:
        """S: the weighted share of good deals."""
        return Decimal(self.good) / (2 * self.weights)

    @property
    def size(self) -> Decimal:
        """n: as how many equal deals they speak."""
        return Decimal(self.weights**2) / self.squares

    @property
    def points(self) -> int | None:
        """The score in hundredths of a point; None where nothing counts."""
        return bound(self.share, self.size) if self.deals else None


def bound(share: Decimal, size: Decimal) -> int:
    """Wilson's lower bound of this share in a sample of this size, in ten-thousandths, rounded down."""
    slack = Z**2 / size
    spread = Z * (share * (1 - share) / size + slack / (4 * size)).sqrt()
    low = (share + slack / 2 - spread) / (1 + slack)
    return int((low * WHOLE).quantize(Decimal(1), ROUND_DOWN))
