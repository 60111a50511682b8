"""Dividing a sum so that nothing is lost and nothing made.

Everybody gets the whole minor units of their exact share; the units that are left go to those who lost the largest
fractions (largest remainder, the method of Hamilton). Of equal fractions the earlier one comes first, so that the same
question always has the same answer.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from marketplace.kit.money import Money, from_minor, to_minor

Weight = int | Decimal | Fraction


def split(amount: Money, weights: Sequence[Weight]) -> list[Money]:
    """The amount in parts by weight, in their order; the parts add up to it. A weight of zero gets nothing.

    No part is more than one minor unit away from its exact share, and no smaller weight gets more than a greater one.
    Raises ValueError for an amount or a weight below zero, and where no weight is above it.
    """
    shares = [Fraction(weight) for weight in weights]
    total = sum(shares)
    if amount.amount < 0 or min(shares, default=Fraction(0)) < 0 or total == 0:
        raise ValueError("a sum is divided among weights of which none is below zero and one is above")
    whole = to_minor(amount)
    exact = [whole * share / total for share in shares]
    parts = [int(one) for one in exact]
    by_loss = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])  # stable: ties in order
    for place in by_loss[: whole - sum(parts)]:
        parts[place] += 1
    return [from_minor(part, amount.currency.code) for part in parts]


def portion(amount: Money, *, of: int, start: int, end: int) -> Money:
    """The piece of an amount that belongs to the units from `start` to `end` of a whole of `of` units, rounded down.

    Pieces that follow one another add up to the piece of their span, and all of them to the amount.
    Raises ValueError for a span outside the whole.
    """
    if not 0 <= start <= end <= of or of == 0:
        raise ValueError("a span lies within its whole")
    minor = to_minor(amount)
    return from_minor(minor * end // of - minor * start // of, amount.currency.code)
