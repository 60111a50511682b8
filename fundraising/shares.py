"""Parts of a whole in per cent that add up to 100."""

from collections.abc import Sequence


def of_hundred(amounts: Sequence[int]) -> list[int]:
    """Whole per cent of each amount, together exactly 100: what rounding down loses goes to the largest remainders.

    amounts: positive, of one currency. Source: largest remainder method (Hamilton).
    """
    total = sum(amounts)
    if not total:
        return [0 for _amount in amounts]
    shares = [amount * 100 // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda place: amounts[place] * 100 % total, reverse=True)
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares
