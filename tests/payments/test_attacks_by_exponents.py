"""Sums in currencies of no, two and three decimals, typed as for another: nothing is rounded or leaves too much."""

from uuid import uuid4

import pytest
from django.urls import reverse

from marketplace.kit.money import Money
from payments import chart, ledger
from payments.models import Payout
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(cleo, client_of):
    """Of somebody who can take out 1,000 yen, 10 euro and 10 dinars of Kuwait."""
    stripe_says.opened(cleo.party)
    here = chart.connected("stripe", cleo.party)
    for amount in (Money(1000, "JPY"), Money(10, "EUR"), Money("10.000", "KWD")):
        ledger.post("x", [ledger.Posting(here, chart.wallet(cleo.party), amount)], ref=f"x:{amount.currency}")
    return client_of(cleo)


def ask(browser, code: str, typed: str) -> int:
    form = {"amount": typed, "once": str(uuid4())}
    return browser.post(f"{reverse('payments:new_payout')}?currency={code}", form).status_code


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("JPY", "100.50"), ("JPY", "0.01"), ("JPY", "1000.01"), ("JPY", "1001"), ("EUR", "1.005"), ("EUR", "10.01"),
        ("KWD", "1.2345"), ("KWD", "1.234"), ("KWD", "10.001"), ("KWD", "0.001"), ("EUR", "１０"), ("EUR", "٣"),
        ("EUR", "1e1"), ("EUR", "+1"), ("EUR", "-0"), ("EUR", "0x1"), ("EUR", "1_0"), ("EUR", "9" * 30),
    ],
)  # fmt: skip
def test_what_is_no_sum_of_the_currency_or_more_than_is_there_is_refused(browser, code, typed):
    assert ask(browser, code, typed) == 422
    assert not Payout.objects.exists()


@pytest.mark.parametrize(("code", "typed", "minor"), [("JPY", "100", 100), ("EUR", "1.5", 150), ("KWD", "1.230", 1230)])
def test_what_is_one_is_taken_to_the_last_unit(browser, code, typed, minor):
    assert ask(browser, code, typed) == 303
    assert Payout.objects.get().amount_minor == minor
    assert_books_balance()


@pytest.mark.parametrize("code", ["USD", "XXX", "EUR\x00", ""])
def test_a_wallet_that_is_not_there_pays_nothing(browser, code):
    assert ask(browser, code, "1") == 302
    assert not Payout.objects.exists()
