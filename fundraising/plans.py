"""Where the money of a fundraiser goes, as the rows that its page prints."""

from dataclasses import dataclass

from moneyed import Money

from fundraising import shares
from fundraising.models import Fundraiser

TINTS = 6  # shades in the stylesheet; a longer budget uses them again


@dataclass(frozen=True)
class Row:
    """One line of the budget: its part of the goal in whole per cent, and the tint that marks it on the bar."""

    label: str
    amount: Money
    percent: int
    tint: int


def budget(fundraiser: Fundraiser) -> list[Row]:
    """The budget with its shares, which add up to 100."""
    lines = list(fundraiser.budget_lines.all())
    parts = shares.of_hundred([line.amount_minor for line in lines])
    return [
        Row(line.label, line.amount, part, place % TINTS + 1)
        for place, (line, part) in enumerate(zip(lines, parts, strict=True))
    ]
