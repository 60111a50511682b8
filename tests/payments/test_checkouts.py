"""A checkout: what is quoted, for how long, who may see it, and what the page says of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from marketplace.kit import timers
from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused
from payments import breakdown, checkouts, conversions, paying, quoting
from payments.models import Checkout, ExchangeRate
from payments.ports import Later, payables
from tests.accounts import running
from tests.payments import stall as stalls
from tests.payments.stall import Print, Stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall() -> Iterator[Stall]:
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def loaf(stall: Stall, ada: User, cleo: User) -> Print:
    return stall.hang("Loaf", "600.00 EUR", payer=ada, payee=cleo)


def opened(*prints: Print, by: User) -> Checkout:
    return checkouts.open([("print", one.pk) for one in prints], by=by)


class TestOpening:
    def test_it_keeps_what_was_quoted(self, loaf: Print, ada: User, cleo: User, clock: Any) -> None:
        checkout = opened(loaf, by=ada)
        line = checkout.lines.get()
        assert (checkout.payer, checkout.total, line.payee) == (ada.party, Money("600.00", "EUR"), cleo.party)
        assert line.terms["first_permyriad"] == 2000
        assert checkout.expires_at - checkout.updated_at == timedelta(minutes=30)

    def test_the_same_things_are_one_checkout_in_two_tabs(self, loaf: Print, ada: User) -> None:
        assert opened(loaf, by=ada) == opened(loaf, by=ada)

    def test_other_things_are_another_one(self, stall: Stall, loaf: Print, ada: User, cleo: User) -> None:
        crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=cleo)
        assert opened(loaf, by=ada) != opened(loaf, crust, by=ada)

    def test_it_refuses_two_payers_at_once(self, stall: Stall, loaf: Print, ada: User, cleo: User) -> None:
        for_it = stall.hang("For the firm", "7.00 EUR", payer=ada, payee=cleo)
        for_it.payer = running.founded(ada).party
        with pytest.raises(quoting.NotTogether):
            opened(loaf, for_it, by=ada)

    def test_it_refuses_a_stranger(self, loaf: Print, eve: User) -> None:
        with pytest.raises(checkouts.NotAllowed):
            opened(loaf, by=eve)

    def test_what_is_being_paid_leads_back_to_that_payment(self, loaf: Print, ada: User) -> None:
        checkout = opened(loaf, by=ada)
        paying.begin(checkout, by=ada, seen=checkouts.mark(checkout))
        assert opened(loaf, by=ada) == checkout

    def test_who_may_bind_a_company_pays_for_it_and_a_member_does_not(
        self, stall: Stall, ada: User, ben: User, eve: User, cleo: User
    ) -> None:
        company = running.founded(ada)
        running.joined(company, ben, "manager", by=ada)
        running.joined(company, eve, "member", by=ada)
        sign = stall.hang("Sign", "50.00 EUR", payer=ada, payee=cleo)
        sign.payer = company.party
        assert opened(sign, by=ben).payer == company.party
        with pytest.raises(checkouts.NotAllowed):
            opened(sign, by=eve)


class TestLapsing:
    def test_what_nobody_came_back_to_runs_out_after_a_week(
        self, loaf: Print, ada: User, clock: time_machine.Traveller
    ) -> None:
        checkout = opened(loaf, by=ada)
        clock.shift(timedelta(days=7, seconds=-1))
        assert timers.run_due() == 0
        clock.shift(timedelta(seconds=1))
        timers.run_due()
        checkout.refresh_from_db()
        assert checkout.status == Checkout.Status.EXPIRED
        assert opened(loaf, by=ada) != checkout

    def test_what_is_being_paid_does_not(self, loaf: Print, ada: User, clock: time_machine.Traveller) -> None:
        checkout = opened(loaf, by=ada)
        paying.begin(checkout, by=ada, seen=checkouts.mark(checkout))
        clock.shift(timedelta(days=8))
        checkouts.lapse(str(checkout.pk))
        checkout.refresh_from_db()
        assert checkout.status == Checkout.Status.PAYING


class TestTheQuote:
    def test_it_holds_for_half_an_hour(
        self, stall: Stall, loaf: Print, ada: User, clock: time_machine.Traveller
    ) -> None:
        checkout = opened(loaf, by=ada)
        stall.price_anew(loaf, "650.00 EUR")
        clock.shift(timedelta(minutes=30, seconds=-1))
        assert not checkouts.refresh(checkout, by=ada)
        clock.shift(timedelta(seconds=1))
        assert checkouts.refresh(checkout, by=ada)
        checkout.refresh_from_db()
        assert checkout.total == Money("650.00", "EUR")

    def test_asked_anew_at_the_same_price_it_has_not_changed(
        self, loaf: Print, ada: User, clock: time_machine.Traveller
    ) -> None:
        checkout = opened(loaf, by=ada)
        clock.shift(timedelta(hours=2))
        assert not checkouts.refresh(checkout, by=ada)
        checkout.refresh_from_db()
        assert checkout.expires_at > checkout.updated_at

    def test_its_mark_names_price_and_terms(self, stall: Stall, loaf: Print, ada: User) -> None:
        before = checkouts.mark(opened(loaf, by=ada))
        assert checkouts.mark(opened(loaf, by=ada)) == before
        stall.price_anew(loaf, "600.01 EUR")
        assert checkouts.mark(opened(loaf, by=ada)) != before


class TestAnotherCurrency:
    @pytest.fixture
    def engraving(self, stall: Stall, ada: User, cleo: User) -> Print:
        return stall.hang("Engraving", "100.00 GBP", payer=ada, payee=cleo)

    def test_it_is_paid_in_that_of_the_price_until_the_payer_says_otherwise(self, engraving: Print, ada: User) -> None:
        checkout = opened(engraving, by=ada)
        assert checkout.total == Money("100.00", "GBP")
        assert checkouts.other_currencies(checkout, by=ada) == [ada.currency] == ["EUR"]

    def test_the_rate_is_kept_with_its_source_and_its_end(self, engraving: Print, ada: User) -> None:
        checkout = checkouts.pay_in(opened(engraving, by=ada), "EUR", by=ada)
        line = checkout.lines.get()
        assert line.rate
        assert (line.price, checkout.currency) == (Money("100.00", "GBP"), "EUR")
        assert checkout.total == conversions.convert(line.price, "EUR", line.rate.rate)
        assert checkout.expires_at <= line.rate.expires_at

    def test_the_rate_holds_while_its_minutes_last(
        self, engraving: Print, ada: User, clock: time_machine.Traveller
    ) -> None:
        checkout = checkouts.pay_in(opened(engraving, by=ada), "EUR", by=ada)
        before = checkouts.mark(checkout)
        ExchangeRate.objects.filter(currency="GBP").update(per_euro="0.5")
        clock.shift(timedelta(minutes=29))
        assert checkouts.mark(checkouts.quote_anew(checkout, by=ada)) == before
        clock.shift(timedelta(minutes=1))
        assert checkouts.mark(checkouts.quote_anew(checkout, by=ada)) != before
        assert checkout.total == Money("202.00", "EUR")  # one pound is two euros, and 1 %

    def test_things_in_two_currencies_are_paid_in_the_one_the_payer_reckons_in(
        self, engraving: Print, loaf: Print, ada: User
    ) -> None:
        both = opened(loaf, engraving, by=ada)
        assert both.currency == "EUR"
        assert [bool(line.rate) for line in both.lines.all()] == [False, True]
        account = breakdown.of(both)
        assert [share.total for share in account.shares] == [Money("600.00", "EUR"), Money("100.00", "GBP")]

    def test_it_refuses_one_that_was_not_offered(self, engraving: Print, ada: User) -> None:
        with pytest.raises(Refused):
            checkouts.pay_in(opened(engraving, by=ada), "JPY", by=ada)


class TestBreakdown:
    def test_who_gets_what_adds_up(self, stall: Stall, loaf: Print, ada: User, ben: User) -> None:
        plan = stall.hang("A plan", "12.00 EUR", payer=ada, payee=None)
        account = breakdown.of(opened(loaf, stall.hang("Crust", "6.00 EUR", payer=ada, payee=ben), plan, by=ada))
        (share,) = account.shares
        assert sum((amount for _, amount in share.parts), Money(0, "EUR")) == share.total == account.total
        assert ("Ben Okoro gets", Money("4.80", "EUR")) in share.parts
        assert ("Daybook, for A plan", Money("12.00", "EUR")) in share.parts

    def test_two_things_of_one_seller_cross_the_line_together(
        self, stall: Stall, loaf: Print, ada: User, cleo: User
    ) -> None:
        account = breakdown.of(opened(loaf, stall.hang("Crust", "100.00 EUR", payer=ada, payee=cleo), by=ada))
        assert account.payee == cleo.party
        assert ("Cleo Marsh gets", Money("580.00", "EUR")) in account.shares[0].parts

    def test_it_tells_what_is_paid_later(self, stall: Stall, ada: User, cleo: User) -> None:
        second = Later("Second print", Money("40.00", "EUR"), "When the first has arrived")
        one = stall.hang("Pair", "40.00 EUR", payer=ada, payee=cleo, later=(second,))
        account = breakdown.of(opened(one, by=ada))
        assert list(account.later) == [second]
        assert account.promises == ["Held in escrow until you have the print in hand."]

    def test_it_takes_as_many_queries_for_twenty_as_for_one(
        self, stall: Stall, loaf: Print, ada: User, cleo: User, queries: Any
    ) -> None:
        alone = opened(loaf, by=ada)
        many = opened(*[stall.hang(str(n), "1.00 EUR", payer=ada, payee=cleo) for n in range(20)], by=ada)
        assert queries(lambda: breakdown.of(many)) == queries(lambda: breakdown.of(alone))
