"""The cart: several things of several sellers, each as its payable quotes it now."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from payments import cart
from payments.models import CartLine, Checkout
from payments.ports import payables
from tests.payments import stall as stalls
from tests.payments.stall import Print, Stall

pytestmark = pytest.mark.django_db
CART = "/cart/"


@pytest.fixture
def stall() -> Iterator[Stall]:
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def loaf(stall: Stall, ada: User, cleo: User) -> Print:
    return stall.hang("Loaf", "64.00 EUR", payer=ada, payee=cleo)


def lay_in(browser: Client, one: Print) -> Any:
    return browser.post("/cart/lines/", {"kind": "print", "pk": one.pk})


class TestLayingIn:
    def test_it_lies_in_the_cart_and_stands_in_the_header(self, loaf: Print, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        assert lay_in(browser, loaf)["Location"] == CART
        page = browser.get(CART).content.decode()
        assert "€64.00" in page
        assert 'aria-label="Cart, 1 thing"' in page

    def test_it_lies_there_once_when_pressed_twice(self, loaf: Print, ada: User, client_of: Any) -> None:
        for _ in range(2):
            lay_in(client_of(ada), loaf)
        assert cart.count(ada) == 1

    def test_it_refuses_what_is_not_for_this_person(self, loaf: Print, eve: User, client_of: Any) -> None:
        page = client_of(eve).post("/cart/lines/", {"kind": "print", "pk": loaf.pk}, follow=True).content.decode()
        assert "This print is not for you." in page
        assert cart.count(eve) == 0

    @pytest.mark.parametrize("thing", [{}, {"kind": "print", "pk": "x"}, {"kind": "boat", "pk": "0" * 32}])
    def test_it_knows_no_such_thing(self, stall: Stall, ada: User, client_of: Any, thing: dict[str, str]) -> None:
        assert client_of(ada).post("/cart/lines/", thing).status_code == 404

    def test_it_takes_no_more_than_it_holds(self, stall: Stall, ada: User, cleo: User, client_of: Any) -> None:
        for number in range(cart.MOST):
            cart.put("print", stall.hang(f"No. {number}", "1.00 EUR", payer=ada, payee=cleo).pk, by=ada)
        last = stall.hang("One too many", "1.00 EUR", payer=ada, payee=cleo)
        assert (
            "The cart is full"
            in client_of(ada).post("/cart/lines/", {"kind": "print", "pk": last.pk}, follow=True).content.decode()
        )

    def test_what_a_visitor_chose_waits_until_they_have_signed_in(self, loaf: Print, ada: User, client: Client) -> None:
        assert lay_in(client, loaf)["Location"] == "/accounts/login/?next=/cart/"
        client.force_login(ada)
        assert "€64.00" in client.get(CART).content.decode()
        assert cart.count(ada) == 1

    def test_what_cannot_be_paid_for_after_signing_in_is_said(self, loaf: Print, eve: User, client: Client) -> None:
        lay_in(client, loaf)
        client.force_login(eve)
        assert "This print is not for you." in client.get(CART).content.decode()
        assert "This print is not for you." not in client.get(CART).content.decode()


class TestTakingOut:
    def test_it_is_gone(self, loaf: Print, ada: User, client_of: Any) -> None:
        line = cart.put("print", loaf.pk, by=ada)
        assert client_of(ada).post(reverse("payments:take_out_of_cart", args=[line.pk]))["Location"] == CART
        assert cart.count(ada) == 0

    def test_nobody_reaches_into_another_s_cart(self, loaf: Print, ada: User, eve: User, client_of: Any) -> None:
        line = cart.put("print", loaf.pk, by=ada)
        assert client_of(eve).post(reverse("payments:take_out_of_cart", args=[line.pk])).status_code == 404
        assert cart.count(ada) == 1


class TestTheCart:
    def test_it_says_what_it_is_for_while_it_is_empty(self, ada: User, client_of: Any) -> None:
        page = client_of(ada).get(CART).content.decode()
        assert "Nothing in your cart" in page
        assert "Cart, " not in page

    def test_it_falls_into_baskets_of_one_currency(self, stall: Stall, ada: User, cleo: User, ben: User) -> None:
        for title, price, seller in (("a", "10 EUR", cleo), ("b", "5 EUR", ben), ("c", "700 JPY", ben)):
            cart.put("print", stall.hang(title, price, payer=ada, payee=seller).pk, by=ada)
        baskets = cart.of(ada).baskets
        assert [(one.currency, int(one.total.amount), len(one.payees)) for one in baskets] == [
            ("EUR", 15, 2), ("JPY", 700, 1),
        ]  # fmt: skip

    def test_several_currencies_may_be_paid_at_once_in_one_s_own(
        self, stall: Stall, loaf: Print, ada: User, ben: User, client_of: Any
    ) -> None:
        for one in (loaf, stall.hang("Woodcut", "7000 JPY", payer=ada, payee=ben)):
            cart.put("print", one.pk, by=ada)
        browser = client_of(ada)
        assert "Or pay for all of it at once, in EUR" in browser.get(CART).content.decode()
        page = browser.post("/cart/checkout/", {"payer": ada.party.slug, "all": "1"}, follow=True).content.decode()
        assert "¥7,000 at 1 JPY =" in page
        assert "European Central Bank" in page
        assert Checkout.objects.get().lines.count() == 2

    def test_it_asks_each_price_anew(self, stall: Stall, loaf: Print, ada: User, client_of: Any) -> None:
        cart.put("print", loaf.pk, by=ada)
        stall.price_anew(loaf, "70.00 EUR")
        assert "Go on to pay €70.00" in client_of(ada).get(CART).content.decode()

    def test_it_says_what_is_sold_meanwhile(self, stall: Stall, loaf: Print, ada: User, client_of: Any) -> None:
        cart.put("print", loaf.pk, by=ada)
        stall.prints[loaf.pk].is_gone = True
        page = client_of(ada).get(CART).content.decode()
        assert "Loaf is sold." in page
        assert "Go on to pay" not in page

    def test_it_takes_as_many_queries_for_twenty_as_for_one(
        self, stall: Stall, loaf: Print, ada: User, cleo: User, client_of: Any, queries: Any
    ) -> None:
        cart.put("print", loaf.pk, by=ada)
        browser = client_of(ada)
        for_one = queries(lambda: browser.get(CART))
        CartLine.objects.bulk_create(
            CartLine(user=ada, kind="print", subject=stall.hang("x", "1 EUR", payer=ada, payee=None).pk)
            for _ in range(19)
        )
        assert queries(lambda: browser.get(CART)) == for_one

    def test_checking_out_opens_one_checkout_for_a_basket(
        self, stall: Stall, loaf: Print, ada: User, ben: User, client_of: Any
    ) -> None:
        other = stall.hang("Crust", "6.00 EUR", payer=ada, payee=ben)
        for one in (loaf, other):
            cart.put("print", one.pk, by=ada)
        basket = {"payer": ada.party.slug, "currency": "EUR"}
        answer = client_of(ada).post("/cart/checkout/", basket)
        checkout = Checkout.objects.get()
        assert answer["Location"] == f"/checkout/{checkout.pk}/"
        assert (checkout.total_minor, checkout.payer, checkout.lines.count()) == (7000, ada.party, 2)
        client_of(ada).post("/cart/checkout/", basket)
        assert Checkout.objects.count() == 1

    def test_nothing_is_checked_out_of_an_empty_one(self, ada: User, client_of: Any) -> None:
        answer = client_of(ada).post("/cart/checkout/", {"payer": ada.party.slug, "currency": "EUR"}, follow=True)
        assert "There is nothing to pay for in this part of the cart any more." in answer.content.decode()

    def test_nobody_checks_out_for_another(self, ada: User, eve: User, client_of: Any) -> None:
        answer = client_of(eve).post("/cart/checkout/", {"payer": ada.party.slug, "currency": "EUR"})
        assert answer.status_code == 404
