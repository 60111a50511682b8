"""Paying in one currency for what is priced in another, and getting it back."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit import clock as kit_clock
from marketplace.kit.money import Money, from_minor, to_minor
from payments import chart, conversions, ledger, rates
from payments.booked import fee_postings, note
from payments.chart import AccountName
from payments.gateways.port import Charge, State
from payments.ledger import Posting
from payments.models import RateQuote, RuleSet
from payments.rates import NoRate
from tests.payments.books import assert_books_balance

PLACE = AccountName("wallet", UUID(int=7))
CASH = chart.gateway("stripe")


@pytest.mark.django_db
class TestOffer:
    def test_it_says_the_rate_its_source_and_how_long_it_holds(self, clock):
        offer = conversions.offer(Money(100, "GBP"), "EUR")
        assert offer.quote.rate == (1 / Decimal("0.8338") * Decimal("1.01")).quantize(Decimal("1e-10"))
        assert (offer.quote.source, offer.quote.margin_permyriad) == ("European Central Bank", 100)
        assert offer.quote.expires_at == kit_clock.now() + timedelta(minutes=30)
        assert offer.paid == Money("121.13", "EUR")
        assert RateQuote.objects.get() == offer.quote

    def test_in_the_same_currency_nothing_is_quoted(self):
        offer = conversions.offer(Money(100, "GBP"), "GBP")
        assert (offer.paid, offer.quote) == (Money(100, "GBP"), None)
        assert not RateQuote.objects.exists()

    def test_the_smallest_price_costs_the_smallest_coin(self):
        assert conversions.offer(Money(1, "IDR"), "GBP").paid == Money("0.01", "GBP")

    def test_an_old_rate_is_not_paid_by_with_real_money(self, settings, clock):
        settings.MONEY_IS_REAL = True
        with pytest.raises(NoRate, match="too old"):
            conversions.offer(Money(100, "GBP"), "EUR")

    def test_a_rate_of_this_week_is(self, settings, clock):
        settings.MONEY_IS_REAL = True
        clock.move_to(rates.latest().as_of + timedelta(days=7))
        assert conversions.offer(Money(100, "GBP"), "EUR").quote

    def test_a_past_quote_stays_what_it_was(self):
        before = conversions.offer(Money(100, "GBP"), "EUR").quote.rate
        RuleSet.objects.filter(kind="conversion").update(value={"margin_permyriad": 0, "minutes": 1, "oldest_days": 1})
        assert RateQuote.objects.get().rate == before


class TestConvert:
    @pytest.mark.parametrize(
        ("amount", "currency", "rate", "is_"),
        [
            ("100.00 EUR", "JPY", "175.68", "17568 JPY"),
            ("17568 JPY", "EUR", "0.0056921676", "100.00 EUR"),
            ("1.00 EUR", "KWD", "0.3405", "0.340 KWD"),  # a half of a fils goes to the even one
            ("1.00 EUR", "KWD", "0.3415", "0.342 KWD"),
            ("0.01 EUR", "JPY", "1", "0 JPY"),
        ],
    )
    def test_it_counts_in_the_minor_units_of_each_currency(self, amount, currency, rate, is_):
        assert conversions.convert(money(amount), currency, Decimal(rate)) == money(is_)

    @given(minor=st.integers(0, 10**9), code=st.sampled_from(sorted(list_currencies("en"))))
    def test_at_one_to_one_every_currency_stays_what_it_is(self, minor, code):
        try:
            amount = from_minor(minor, code)
        except ValueError:
            return  # a code that is no currency in use
        assert to_minor(conversions.convert(amount, code, Decimal(1))) == minor


@pytest.mark.django_db
class TestBooks:
    PAID, PRICE = Money("121.13", "EUR"), Money("100.00", "GBP")

    def test_what_is_paid_and_what_is_held_meet_on_the_fx_account(self):
        pay(self.PAID, self.PRICE)
        assert ledger.balance(PLACE, "GBP") == self.PRICE
        assert ledger.balance(CASH, "EUR") == -self.PAID
        assert ledger.balances("fx", chart.HOUSE) == {"EUR": self.PAID, "GBP": -self.PRICE}
        assert_books_balance()

    @pytest.mark.parametrize("bought", ["100.40", "99.70", "100.00"])
    def test_an_exchange_at_the_gateway_closes_it_and_the_difference_is_the_platforms(self, bought):
        pay(self.PAID, self.PRICE)
        told = Charge(state=State.DONE, settled=Money(bought, "GBP"), fee=Money("2.00", "GBP"), fee_reference="txn_1")
        moves = fee_postings("stripe", self.PAID, told, promised=[(self.PAID, self.PRICE)])
        note("stripe", "fee", "txn_1", ledger.post("gateway_fee", moves, ref="fee:txn_1"))
        assert set(ledger.balances("fx", chart.HOUSE).values()) == {Money(0, "EUR"), Money(0, "GBP")}
        assert ledger.balance(chart.FX_RESULT, "GBP") == Money(bought, "GBP") - self.PRICE
        assert ledger.balance(CASH, "GBP") == Money("2.00", "GBP") - Money(bought, "GBP")
        assert ledger.balance(CASH, "EUR") == Money(0, "EUR")
        assert_books_balance()

    def test_no_result_is_told_where_something_else_came_than_was_promised(self):
        assert conversions.settled_as([(self.PAID, self.PRICE)], Money(130, "USD")) is None
        assert conversions.settled_as([], Money(130, "USD")) is None


class TestBack:
    PAID, PRICE = Money("121.13", "EUR"), Money("100.00", "GBP")

    def test_a_part_goes_back_at_the_rate_it_was_paid_by(self):
        back = conversions.back(Money(50, "GBP"), price=self.PRICE, paid=self.PAID, before=Money(0, "GBP"))
        assert back == Money("60.56", "EUR")

    @given(cuts=st.lists(st.integers(1, 5000), min_size=1, max_size=6))
    def test_all_parts_give_back_all_that_was_paid(self, cuts):
        price, before, back = from_minor(sum(cuts), "GBP"), 0, Money(0, "EUR")
        for cut in cuts:
            part, gone = from_minor(cut, "GBP"), from_minor(before, "GBP")
            back += conversions.back(part, price=price, paid=self.PAID, before=gone)
            before += cut
        assert back == self.PAID

    def test_in_one_currency_a_part_is_a_part(self):
        assert conversions.back(Money(5, "EUR"), price=self.PAID, paid=self.PAID, before=Money(9, "EUR")) == Money(
            5, "EUR"
        )


def pay(paid: Money, price: Money) -> None:
    moves: list[Posting] = conversions.postings(paid, price, source=CASH, destination=PLACE)
    note("stripe", "charge", "ch_1", ledger.post("paid", moves, ref="payment:pi_1"))


def money(text: str) -> Money:
    amount, code = text.split()
    return Money(amount, code)
