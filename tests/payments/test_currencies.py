"""Paying in any currency: without decimals, with three, and where the gateway changes it into another."""

from decimal import Decimal

import pytest
from moneyed import Money

from payments import bound, chart, conversions, escrow, ledger, outgoing
from payments.gateways.port import CannotPay
from payments.models import Hold, Payment, Refund
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def pay(local_stripe, ada, cleo):
    """A payment of this price, on the gateway's page."""
    return lambda price: paying.on_the_page(local_stripe, paying.checkout(stalls.opened(), ada, cleo, price), by=ada)


@pytest.fixture
def changing(local_stripe):
    """The platform's account at the gateway keeps euros: dollars are changed at 0.9."""
    local_stripe.world.rates["usd"] = ("eur", Decimal("0.9"))
    yield
    local_stripe.world.rates.clear()


def cash(code: str) -> Money:
    return -ledger.balance(chart.gateway("stripe"), code)


def back_to_the_payer(ada, *amounts: Money | None) -> Hold:
    hold = Hold.objects.get()
    for place, amount in enumerate(amounts):
        escrow.refund(hold, amount=amount, by=ada, key=f"back{place}", why="it was not what it said")
    outgoing.send_due()
    return Hold.objects.get()


@pytest.mark.parametrize(("price", "units"), [("5000 JPY", 5_000), ("12.340 KWD", 12_340), ("5000 ISK", 500_000)])
def test_it_is_held_and_goes_back_to_the_last_unit(local_stripe, pay, ada, price, units):
    payment = pay(price)
    assert local_stripe.all("payment_intent")[0]["amount"] == units
    assert escrow.left_in(Hold.objects.get()) == payment.amount
    assert back_to_the_payer(ada, None).status == Hold.Status.REFUNDED
    assert local_stripe.all("refund")[0]["amount"] == units
    assert_books_balance()


def test_what_a_card_cannot_pay_exactly_is_said_before_anything_is_asked(local_stripe, pay):
    with pytest.raises(CannotPay, match="too fine"):
        pay("12.345 KWD")
    assert not Payment.objects.exists()
    assert local_stripe.all("checkout.session") == []


def test_dollars_that_the_gateway_changed_lie_there_as_euros(local_stripe, changing, pay):
    pay("100.00 USD")
    assert (cash("USD"), cash("EUR")) == (Money(0, "USD"), Money(local_stripe.cash("eur"), "EUR") / 100)
    assert ledger.balance(chart.FX, "EUR") == Money("90.00", "EUR")
    assert_books_balance()


def test_dollars_that_go_back_are_taken_from_the_euros_at_the_rate_of_that_day(local_stripe, changing, pay, ada):
    pay("100.00 USD")
    local_stripe.world.rates["usd"] = ("eur", Decimal("0.95"))
    local_stripe.top_up(2_000)
    before = local_stripe.cash("eur")
    back_to_the_payer(ada, None)
    assert before - local_stripe.cash("eur") == 9_500
    assert (cash("USD"), cash("EUR")) == (Money(0, "USD"), Money(local_stripe.cash("eur") - 2_000, "EUR") / 100)
    local_stripe.fail_refund(Refund.objects.get().reference)
    local_stripe.deliver()
    assert Refund.objects.get().status == Refund.Status.FAILED
    assert cash("USD") == Money(0, "USD")
    assert_books_balance()


class TestAPriceInAnotherCurrency:
    """Cleo asks for euros, Ada pays in dollars at a rate that she was shown."""

    @pytest.fixture
    def paid(self, local_stripe, ada, cleo):
        checkout = paying.checkout(stalls.opened(), ada, cleo, "100.00 EUR")
        line, offer = checkout.lines.get(), conversions.offer(Money("100.00", "EUR"), "USD")
        line.paid_minor, line.rate = int(offer.paid.amount * 100), offer.quote
        line.save()
        checkout.total = offer.paid
        checkout.save()
        return paying.on_the_page(local_stripe, checkout, by=ada)

    def test_the_hold_has_what_was_agreed(self, paid):
        assert escrow.left_in(Hold.objects.get()) == Money("100.00", "EUR")
        assert ledger.balance(chart.FX, "USD") == paid.amount
        assert_books_balance()

    def test_what_the_gateways_rate_gave_more_or_less_is_the_platforms(self, local_stripe, changing, paid):
        got = paid.amount.amount * Decimal("0.9")
        result = ledger.balance(chart.FX_RESULT, "EUR").amount
        assert result == got.quantize(Decimal("0.01")) - 100
        assert_books_balance()

    def test_parts_that_go_back_add_up_to_what_was_paid(self, local_stripe, paid, ada):
        third = Money("33.33", "EUR")
        back_to_the_payer(ada, third, third, None)
        parts = list(Refund.objects.order_by("pk").values_list("amount_minor", flat=True))
        assert (len(parts), sum(parts)) == (3, paid.amount_minor)
        assert Payment.objects.get().status == Payment.Status.REFUNDED
        assert_books_balance()

    def test_what_is_bound_is_told_in_what_was_paid(self, local_stripe, paid, ada):
        assert bound.of(paid) == paid.amount
        hold = back_to_the_payer(ada, Money("33.33", "EUR"))
        assert bound.of(paid) == paid.amount - Refund.objects.get().amount
        escrow.release(hold, by=ada, key="rest")
        assert not bound.of(paid).amount
