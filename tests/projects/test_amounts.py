"""Sums as people type them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from moneyed import Money

from projects.forms import amounts


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("750", "750"),
        ("1,200", "1200"),
        ("1,200.50", "1200.50"),
        ("1 200,50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1'200.50", "1200.50"),
        ("1200,5", "1200.50"),
        (" 0.01 ", "0.01"),
        ("1000000000", "1000000000"),
    ],
)
def test_it_reads_a_sum_however_it_is_written(text, amount):
    assert amounts.read(text, "EUR") == Money(amount, "EUR")


def test_it_reads_a_dot_as_germans_do_where_the_page_is_german():
    with translation.override("de"):
        assert amounts.read("1.200", "EUR") == Money(1200, "EUR")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "EUR", "Enter a sum in digits"),
        ("abc", "EUR", "Enter a sum in digits"),
        ("12abc", "EUR", "Enter a sum in digits"),
        ("1e9", "EUR", "Enter a sum in digits"),
        ("NaN", "EUR", "Enter a sum in digits"),
        ("Infinity", "EUR", "Enter a sum in digits"),
        ("--5", "EUR", "Enter a sum in digits"),
        ("1.2.3.4", "EUR", "Enter a sum in digits"),
        ("٣٤", "EUR", "Enter a sum in digits"),
        ("9" * 40, "EUR", "Enter a sum in digits"),
        ("0", "EUR", "above zero"),
        ("-5", "EUR", "above zero"),
        ("1000000001", "EUR", "at most €1,000,000,000"),
        ("10.505", "EUR", "The smallest amount is €0.01"),
        ("500.50", "JPY", "JPY has no smaller unit"),
        ("1.2345", "KWD", "KWD has 3 decimals"),
    ],
)
def test_it_refuses_what_is_no_sum_in_this_currency(text, code, said):
    with pytest.raises(ValidationError) as refused:
        amounts.read(text, code)
    assert said in str(refused.value.messages[0])
