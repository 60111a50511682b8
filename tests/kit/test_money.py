"""Amounts are exact at every edge."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit import money
from marketplace.kit.money import Money, TooFine, UnknownCurrency, format_minor, format_money, from_minor, to_minor

CODES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF", "HUF"])


class TestMinorUnits:
    @pytest.mark.parametrize(
        ("minor", "code", "amount"),
        [
            (12_345, "EUR", "123.45"),
            (500, "JPY", "500"),
            (1_234, "KWD", "1.234"),
            (0, "EUR", "0"),
            (-5, "USD", "-0.05"),
        ],
    )
    def test_each_currency_has_its_own(self, minor, code, amount):
        assert from_minor(minor, code) == Money(amount, code)
        assert to_minor(Money(amount, code)) == minor

    @given(st.integers(min_value=-(2**63), max_value=2**63 - 1), CODES)
    def test_there_and_back_is_the_same(self, minor, code):
        assert to_minor(from_minor(minor, code)) == minor

    @pytest.mark.parametrize(("amount", "code"), [("0.001", "EUR"), ("0.5", "JPY"), ("1.2345", "KWD")])
    def test_what_the_currency_cannot_hold_is_refused(self, amount, code):
        with pytest.raises(TooFine):
            to_minor(Money(amount, code))

    @pytest.mark.parametrize("code", ["", "EURO", "ZZZ", "🪙"])
    def test_a_code_that_is_no_currency_is_refused(self, code):
        with pytest.raises(UnknownCurrency):
            money.currency(code)


class TestFormat:
    @pytest.mark.parametrize(
        ("minor", "code", "locale", "shown"),
        [
            (123_450, "EUR", "en", "€1,234.50"),
            (123_450, "EUR", "de", "1.234,50\xa0€"),
            (500_000, "JPY", "en", "¥500,000"),
            (1_234, "KWD", "en", "KWD\xa01.234"),
            (0, "USD", "en", "$0"),
            (100_000, "EUR", "en", "€1,000"),
            (100_000, "EUR", "de", "1.000\xa0€"),
            (-100_050, "EUR", "en", "-€1,000.50"),
        ],
    )
    def test_as_the_reader_writes_it(self, minor, code, locale, shown):
        assert format_minor(minor, code, locale) == shown

    def test_cents_that_are_there_are_always_shown(self):
        assert format_money(Money("1000.01", "EUR"), "en", whole=True) == "€1,000.01"

    def test_cents_that_are_not_are_shown_where_it_matters(self):
        assert format_money(Money("1000", "EUR"), "en") == "€1,000.00"

    def test_the_active_language_decides(self):
        with translation.override("de"):
            assert format_minor(100_050, "EUR") == "1.000,50\xa0€"

    def test_no_digit_is_lost_on_large_sums(self):
        assert format_money(Money(Decimal("92233720368547758.07"), "EUR"), "en") == "€92,233,720,368,547,758.07"
