"""Rough euro values, for filters and sorting only."""

import pytest

from marketplace.catalog.rates import PER_EURO, in_euro_cents
from marketplace.kit.money import exponent


@pytest.mark.parametrize(
    ("minor", "currency", "cents"),
    [
        (12_345, "EUR", 12_345),
        (110, "USD", 100),
        (160, "JPY", 100),
        (340, "KWD", 100),
        (0, "GBP", 0),
        (None, "EUR", None),
        (100, "XTS", None),
        (100, "", None),
    ],
)
def test_minor_units_of_any_currency_become_euro_cents(minor, currency, cents):
    assert in_euro_cents(minor, currency) == cents


def test_every_rate_is_of_a_currency_in_use():
    assert all(exponent(code) in (0, 2, 3) for code in PER_EURO)
