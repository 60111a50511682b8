"""What a sum is about in the currency in which its reader reckons: for the eye, never for paying.

It is marked as converted wherever it stands, with the day of its rates, and rounded so that nobody takes it for exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.kit.money import Money, from_minor, to_minor
from payments import conversions, rates
from payments.rates import NoRate, Table

EXACT_BELOW = 100  # whole units; from here on the minor units say more than is known


@dataclass(frozen=True)
class Worth:
    """About so much, by the rates of that day."""

    amount: Money
    day: date
    source: str


def table() -> Table | None:
    """The latest rates; None where there are none."""
    try:
        return rates.latest()
    except NoRate:
        return None


def about(amounts: Iterable[Money], currency: str, known: Table | None) -> Worth | None:
    """What these sums, of any currencies, are about together; None where one has no rate, or nothing is converted."""
    sums = list(amounts)
    codes = {amount.currency.code for amount in sums}
    if known is None or codes <= {currency} or not known.knows(currency, *codes):
        return None
    total = Money(0, currency)
    for amount in sums:
        total += conversions.convert(amount, currency, known.between(amount.currency.code, currency).rate)
    return Worth(_rounded(total), known.day, known.source)


def _rounded(amount: Money) -> Money:
    if abs(amount.amount) < EXACT_BELOW:
        return amount
    return from_minor(to_minor(Money(round(amount.amount), amount.currency)), amount.currency.code)
