"""Rough euro values, for filters and sorting across currencies only. No figure that is shown or paid comes from here.

They are round numbers that keep an order of magnitude; a dated quote with its source belongs to the payments floor.
"""

from decimal import Decimal

from marketplace.kit.money import exponent

# Units of the currency for one euro.
PER_EURO = {
    "EUR": "1", "USD": "1.10", "GBP": "0.86", "CHF": "0.96", "CAD": "1.50", "AUD": "1.66", "NZD": "1.80",
    "SEK": "11.3", "NOK": "11.5", "DKK": "7.46", "JPY": "160", "HKD": "8.6", "SGD": "1.46", "MXN": "20",
    "PLN": "4.3", "CZK": "25", "HUF": "390", "INR": "91", "KWD": "0.34",
}  # fmt: skip


def in_euro_cents(minor: int | None, currency: str) -> int | None:
    """Minor units of a currency as euro cents; None where the amount or the rate is unknown."""
    if minor is None or currency not in PER_EURO:
        return None
    return int(Decimal(minor).scaleb(2 - exponent(currency)) / Decimal(PER_EURO[currency]))
