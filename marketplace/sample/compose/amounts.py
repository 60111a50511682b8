"""Sums: from the sources' decimal texts to minor units, rough values across currencies, and parts of a whole."""

from collections.abc import Sequence
from decimal import Decimal

from marketplace.catalog import rates
from marketplace.kit.money import exponent


def minor(amount: str, currency: str) -> int:
    """A decimal amount as the source writes it, in minor units; fractions below one are cut."""
    return int(Decimal(amount).scaleb(exponent(currency)))


def rough_usd(amount_minor: int, currency: str) -> float:
    """About how many US dollars that is, to judge what a sum may buy. Never shown."""
    euro_cents = rates.in_euro_cents(amount_minor, currency) or 0
    return euro_cents / 100 * float(rates.PER_EURO["USD"])


def shares(whole: int, percents: Sequence[int], currency: str) -> list[int]:
    """The whole in parts of about these shares: whole units of the currency, the first part takes what is left."""
    unit = 10 ** exponent(currency)
    step = unit * (10 if whole >= 500 * unit else 1)
    parts = [int(whole * percent / 100 / step) * step for percent in percents]
    parts[0] += whole - sum(parts)
    return parts


def steps(text: str) -> list[tuple[str, int]]:
    """ "First half:40; Second half:60" as names and shares."""
    pairs = (part.rsplit(":", 1) for part in text.split("; "))
    return [(name, int(share)) for name, share in pairs]
