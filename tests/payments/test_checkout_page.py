"""The page of a checkout, before anything is paid."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from marketplace.kit.money import Money
from payments import checkouts
from payments.models import Checkout
from payments.ports import Later, payables
from tests.payments import stall as stalls
from tests.payments.stall import Print, Stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall(settings: Any) -> Iterator[Stall]:
    settings.STRIPE_SECRET_KEY = "sk_test_of_nobody"
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def loaf(stall: Stall, ada: User, cleo: User) -> Print:
    return stall.hang("Loaf", "400.00 EUR", payer=ada, payee=cleo)


@pytest.fixture
def checkout(loaf: Print, ada: User) -> Checkout:
    return checkouts.open([("print", loaf.pk)], by=ada, return_to="/stall/")


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestThePage:
    def test_it_says_what_is_paid_who_gets_it_and_what_happens_by_itself(
        self, checkout: Checkout, ada: User, client_of: Any
    ) -> None:
        page = text(client_of(ada).get(checkout.get_absolute_url()))
        for piece in (
            "<h1>Pay Cleo Marsh €400.00</h1>", "<dt>Fees for you</dt><dd>€0.00</dd>", "Pay €400.00</button>",
            "<dt>Cleo Marsh gets</dt><dd>€320.00</dd>", "<dt>Daybook, 20 %</dt><dd>€80.00</dd>",
            "Held in escrow until you have the print in hand.", "If nothing arrives within 14 days",
        ):  # fmt: skip
            assert piece in page

    def test_it_says_that_no_real_money_moves_while_none_does(
        self, checkout: Checkout, ada: User, client_of: Any, settings: Any
    ) -> None:
        settings.MONEY_IS_REAL = True
        assert "No real money moves here." not in text(client_of(ada).get(checkout.get_absolute_url()))
        settings.MONEY_IS_REAL = False
        assert "No real money moves here." in text(client_of(ada).get(checkout.get_absolute_url()))

    def test_where_no_payment_service_is_set_up_it_says_so(
        self, checkout: Checkout, ada: User, client_of: Any, settings: Any
    ) -> None:
        settings.STRIPE_SECRET_KEY = ""
        page = text(client_of(ada).get(checkout.get_absolute_url()))
        assert "Nothing can be paid here just now." in page
        assert "Pay €400.00</button>" not in page

    def test_it_shows_what_the_same_deal_costs_later(self, stall: Stall, ada: User, cleo: User, client_of: Any) -> None:
        later = (Later("Second print", Money("40.00", "EUR"), "When the first has arrived"),)
        pair = stall.hang("Pair", "40.00 EUR", payer=ada, payee=cleo, later=later)
        checkout = checkouts.open([("print", pair.pk)], by=ada)
        page = text(client_of(ada).get(checkout.get_absolute_url()))
        assert "What you pay later" in page
        assert "When the first has arrived" in page

    def test_nobody_else_sees_it(self, checkout: Checkout, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).get(checkout.get_absolute_url()).status_code == 404

    def test_several_sellers_stand_beside_what_they_sell(
        self, stall: Stall, loaf: Print, ada: User, ben: User, client_of: Any
    ) -> None:
        crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=ben)
        both = checkouts.open([("print", one.pk) for one in (loaf, crust)], by=ada)
        page = text(client_of(ada).get(both.get_absolute_url()))
        assert "Pay €406.00 to 2 sellers" in page
        assert "· Ben Okoro" in page


class TestAQuoteThatHasRunOut:
    def test_the_page_shows_the_new_price_and_says_so(
        self, stall: Stall, loaf: Print, checkout: Checkout, ada: User, client_of: Any, clock: time_machine.Traveller
    ) -> None:
        stall.price_anew(loaf, "450.00 EUR")
        clock.shift(timedelta(hours=1))
        page = text(client_of(ada).get(checkout.get_absolute_url()))
        assert "The price has been asked for anew." in page
        assert "Pay €450.00</button>" in page

    def test_what_is_sold_meanwhile_is_not_offered(
        self, stall: Stall, loaf: Print, checkout: Checkout, ada: User, client_of: Any, clock: time_machine.Traveller
    ) -> None:
        stall.prints[loaf.pk].is_gone = True
        clock.shift(timedelta(hours=1))
        page = text(client_of(ada).get(checkout.get_absolute_url()))
        assert "Loaf is sold. Nothing was charged." in page
        assert "<button" not in page.split("<main")[1].split("</main>")[0]


class TestDoNotPay:
    def test_it_is_cancelled_and_can_be_begun_anew(self, checkout: Checkout, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        address = checkout.get_absolute_url()
        assert "Nothing was charged." in text(browser.post(f"{address}cancellation/", follow=True))
        again = browser.post(f"{address}reopening/")
        assert again["Location"] != address
        assert "Pay €400.00</button>" in text(browser.get(again["Location"]))

    def test_a_stranger_cannot(self, checkout: Checkout, eve: User, client_of: Any) -> None:
        for act in ("cancellation", "reopening", "payment"):
            assert client_of(eve).post(f"{checkout.get_absolute_url()}{act}/").status_code == 404
        checkout.refresh_from_db()
        assert checkout.status == Checkout.Status.OPEN

    def test_acts_are_not_done_by_looking(self, checkout: Checkout, ada: User, client_of: Any) -> None:
        for act in ("cancellation", "reopening", "payment"):
            assert client_of(ada).get(f"{checkout.get_absolute_url()}{act}/").status_code == 405


class TestReceipts:
    def test_the_list_says_what_will_stand_there(self, ada: User, client_of: Any) -> None:
        assert "Nothing paid yet" in text(client_of(ada).get("/payments/"))
