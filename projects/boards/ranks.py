"""Places in an order as text that sorts by its bytes, so that putting a row somewhere rewrites that row alone.

A rank is a whole part of six digits to the base 62 and, where two wholes leave no room, a fraction after it, as in
fractional indexing (figma.com/blog/realtime-editing-of-ordered-sequences). A rank at the end is one STEP further, so
ranks grow only where cards are put again and again between the same two.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE, WHOLE, STEP = len(DIGITS), 6, 64
MIDDLE = BASE**WHOLE // 2
TOO_LONG = 120  # letters; from here on a column is numbered anew


def between(low: str, high: str) -> str:
    """A rank after low and before high. Empty: the beginning, the end."""
    if not low:
        return _whole(_number(high) - STEP) if high else _whole(MIDDLE)
    if not high:
        return _whole(_number(low) + STEP)
    first, last = _number(low), _number(high)
    if last - first >= 2:
        return _whole((first + last) // 2)
    if first == last:
        return low[:WHOLE] + _fraction(low[WHOLE:], high[WHOLE:])
    return low[:WHOLE] + _fraction(low[WHOLE:], "")


def spread(count: int) -> list[str]:
    """So many ranks in order, with room between them."""
    return [_whole(MIDDLE + STEP * place) for place in range(count)]


def _fraction(low: str, high: str) -> str:
    """Digits between the two; an empty high is no bound."""
    made = ""
    while True:
        place = len(made)
        first = DIGITS.index(low[place]) if place < len(low) else 0
        last = DIGITS.index(high[place]) if place < len(high) else BASE
        if last - first > 1:
            return made + DIGITS[(first + last) // 2]
        made += DIGITS[first]
        if last > first:
            high = ""  # below it already: whatever follows is free


def _number(rank: str) -> int:
    number = 0
    for digit in rank[:WHOLE]:
        number = number * BASE + DIGITS.index(digit)
    return number


def _whole(number: int) -> str:
    digits = ""
    for _place in range(WHOLE):
        number, digit = divmod(number, BASE)
        digits = DIGITS[digit] + digits
    return digits
