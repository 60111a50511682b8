"""Stripe counts some currencies otherwise than ISO 4217 does."""

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from marketplace.kit.money import from_minor
from payments.gateways import stripe_units
from payments.gateways.port import CannotPay


@pytest.mark.parametrize(
    ("amount", "code", "units"),
    [
        ("64.00", "EUR", 6_400),
        ("0.01", "USD", 1),
        ("500", "JPY", 500),
        ("1.230", "KWD", 1_230),
        ("500", "ISK", 50_000),
        ("500", "UGX", 50_000),
        ("12", "MGA", 12),
        ("999999.99", "EUR", 99_999_999),
    ],
)
def test_it_counts_as_stripe_does(amount, code, units):
    assert stripe_units.units(Money(amount, code)) == units
    assert stripe_units.money(units, code.lower()) == Money(amount, code)


@pytest.mark.parametrize(("amount", "code"), [("1.234", "KWD"), ("1000000.00", "EUR"), ("100000000", "JPY")])
def test_it_refuses_what_a_card_cannot_pay(amount, code):
    with pytest.raises(CannotPay):
        stripe_units.units(Money(amount, code))


@given(minor=st.integers(1, 900_000), code=st.sampled_from(["EUR", "JPY", "KWD", "ISK", "HUF", "TWD", "CLP", "ALL"]))
def test_what_it_counts_is_what_it_reads(minor, code):
    amount = from_minor(minor - minor % 10 or 10, code)
    assert stripe_units.money(stripe_units.units(amount), code) == amount


def test_every_currency_of_today_is_counted_or_refused():
    for code in get_global("all_currencies"):
        try:
            amount = from_minor(1_000, code)
        except ValueError:
            continue  # of the past
        assert stripe_units.units(amount) > 0
