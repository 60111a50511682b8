"""Paying, from the button to the receipt, against a Stripe that runs: what a payer sees, also when it goes wrong."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from payments import cart, checkouts, methods, paying
from payments.models import Checkout, Hold, MethodSetup, Payment, SavedMethod
from payments.ports import payables
from social.models import Notice
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.payments.stall import Print, Stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall(local_stripe: LocalStripe) -> Iterator[Stall]:
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def loaf(stall: Stall, ada: User, cleo: User) -> Print:
    return stall.hang("Loaf", "400.00 EUR", payer=ada, payee=cleo)


@pytest.fixture
def checkout(loaf: Print, ada: User) -> Checkout:
    return checkouts.open([("print", loaf.pk)], by=ada)


@pytest.fixture
def browser(ada: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(ada)


def press(browser: Client, checkout: Checkout, way: str = "stripe", **more: Any) -> Any:
    """The button of the page, with what stands on the page now."""
    form = {"way": way, "seen": checkouts.mark(checkout), **more}
    return browser.post(f"{checkout.get_absolute_url()}payment/", form)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def only_payment() -> Payment:
    return Payment.objects.get()


def keep_a_card(browser: Client, stall: Stall, stripe: LocalStripe, payer: User, payee: User, card: str) -> SavedMethod:
    """Pay for something small with this card, and keep it."""
    crumb = stall.hang("Crumb", "1.00 EUR", payer=payer, payee=payee)
    checkout = checkouts.open([("print", crumb.pk)], by=payer)
    press(browser, checkout, save="on")
    stripe.pay(checkout.payments.get().action_url, card)
    browser.get(checkout.get_absolute_url())
    return methods.of(payer.party).get()


class TestWithANewCard:
    def test_it_leads_to_the_gateway_and_back_to_the_receipt(
        self, browser: Client, checkout: Checkout, loaf: Print, stall: Stall, local_stripe: LocalStripe
    ) -> None:
        onward = press(browser, checkout)["Location"]
        payment = only_payment()
        assert f'content="0;url={payment.action_url}' in text(browser.get(onward)).replace("&amp;", "&")
        back = local_stripe.pay(payment.action_url)
        receipt = browser.get(back[back.index("/payments/") :], follow=True)
        assert "You paid €400.00" in text(receipt)
        assert "In escrow since" in text(receipt)
        assert "Visa …4242" in text(receipt)
        assert stall.prints[loaf.pk].is_paid
        assert_books_balance()

    def test_the_way_back_alone_pays_nothing(self, browser: Client, checkout: Checkout) -> None:
        press(browser, checkout)
        page = browser.get(f"/payments/{only_payment().pk}/return/", follow=True)
        assert "You have not paid yet." in text(page)
        assert only_payment().status == Payment.Status.ACTION_NEEDED

    def test_a_paid_checkout_leads_to_its_receipt(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe
    ) -> None:
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        local_stripe.deliver()
        assert browser.get(checkout.get_absolute_url())["Location"] == only_payment().get_absolute_url()

    def test_the_payer_is_told_once_and_the_cart_is_empty(
        self, browser: Client, loaf: Print, ada: User, local_stripe: LocalStripe
    ) -> None:
        cart.put("print", loaf.pk, by=ada)
        checkout = cart.check_out(ada.party, "EUR", by=ada)
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        local_stripe.deliver(times=2)
        browser.get(f"/payments/{only_payment().pk}/return/")
        notice = Notice.objects.get(user=ada)
        assert (notice.kind, notice.facts["what"]) == ("payment_made", "Loaf")
        assert cart.count(ada) == 0
        assert_books_balance()

    def test_several_sellers_are_paid_in_one_payment(
        self, browser: Client, stall: Stall, loaf: Print, ada: User, ben: User, local_stripe: LocalStripe
    ) -> None:
        crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=ben)
        plan = stall.hang("A plan", "12.00 EUR", payer=ada, payee=None)
        checkout = checkouts.open([("print", one.pk) for one in (loaf, crust, plan)], by=ada)
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        browser.get(checkout.get_absolute_url())
        held = Hold.objects.order_by("amount_minor").values_list("amount_minor", "status")
        assert list(held) == [(600, "held"), (40_000, "held")]
        assert "Paid to Daybook" in text(browser.get(only_payment().get_absolute_url()))
        assert_books_balance()


class TestInAnotherCurrency:
    def test_it_is_paid_at_the_rate_that_was_shown_and_held_in_that_of_its_price(
        self, browser: Client, stall: Stall, ada: User, cleo: User, local_stripe: LocalStripe
    ) -> None:
        engraving = stall.hang("Engraving", "100.00 GBP", payer=ada, payee=cleo)
        checkout = checkouts.open([("print", engraving.pk)], by=ada)
        browser.post(f"{checkout.get_absolute_url()}currency/", {"currency": "EUR"})
        shown = text(browser.get(checkout.get_absolute_url()))
        assert "£100.00 at 1 GBP =" in shown
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        receipt = text(browser.get(checkout.get_absolute_url(), follow=True))
        assert "You paid €" in receipt
        assert "£100.00 at 1 GBP =" in receipt
        assert (Hold.objects.get().currency, only_payment().currency) == ("GBP", "EUR")
        assert_books_balance()


class TestWithAKeptCard:
    def test_it_is_paid_at_once(
        self, browser: Client, stall: Stall, checkout: Checkout, ada: User, cleo: User, local_stripe: LocalStripe
    ) -> None:
        card = keep_a_card(browser, stall, local_stripe, ada, cleo, "good")
        assert f"{card.brand} ending 4242, expires" in text(browser.get(checkout.get_absolute_url()))
        answer = press(browser, checkout, str(card.pk))
        assert answer["Location"] == checkout.payments.get().get_absolute_url()
        assert_books_balance()

    def test_the_bank_may_want_to_see_the_payer(
        self, browser: Client, stall: Stall, checkout: Checkout, ada: User, cleo: User, local_stripe: LocalStripe
    ) -> None:
        card = keep_a_card(browser, stall, local_stripe, ada, cleo, "asks")
        onward = press(browser, checkout, str(card.pk))["Location"]
        payment = checkout.payments.get()
        assert onward == f"/payments/{payment.pk}/onward/"
        assert "Your bank wants to know that it is you." in text(browser.get(checkout.get_absolute_url()))
        local_stripe.answer(payment.action_url)
        assert "You paid €400.00" in text(browser.get(f"/payments/{payment.pk}/return/", follow=True))
        assert_books_balance()

    def test_who_does_not_confirm_has_not_paid_and_may_try_again(
        self, browser: Client, stall: Stall, checkout: Checkout, ada: User, cleo: User, local_stripe: LocalStripe
    ) -> None:
        card = keep_a_card(browser, stall, local_stripe, ada, cleo, "asks")
        press(browser, checkout, str(card.pk))
        local_stripe.answer(checkout.payments.get().action_url, agrees=False)
        page = text(browser.get(f"/payments/{checkout.payments.get().pk}/return/", follow=True))
        assert "The payment was not confirmed with your bank." in page
        assert "Nothing was charged." in page
        assert "Pay €400.00</button>" in page
        assert_books_balance()

    def test_a_declined_card_says_why_and_another_way_pays(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe
    ) -> None:
        browser.post("/settings/cards/new/")
        local_stripe.pay(MethodSetup.objects.get().action_url, "fails_later")
        card = methods.look(MethodSetup.objects.get()).method
        assert card
        page = text(browser.post(**_pressed(checkout, str(card.pk)), follow=True))
        assert "Your bank declined the card." in page
        assert "<title>Error: " in page
        press(browser, checkout)
        second = checkout.payments.order_by("pk").last()
        local_stripe.pay(second.action_url)
        assert "You paid €400.00" in text(browser.get(f"/payments/{second.pk}/return/", follow=True))
        assert_books_balance()

    def test_another_s_card_is_no_card(
        self, browser: Client, stall: Stall, checkout: Checkout, cleo: User, ben: User, local_stripe: LocalStripe,
        client_of: Any,
    ) -> None:  # fmt: skip
        card = keep_a_card(client_of(ben), stall, local_stripe, ben, cleo, "good")
        answer = press(browser, checkout, str(card.pk))
        assert answer.status_code == 422
        assert "Choose a way that is offered." in text(answer)
        assert not checkout.payments.exists()


class TestTwice:
    def test_the_button_pressed_twice_is_one_payment(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe
    ) -> None:
        assert press(browser, checkout)["Location"] == press(browser, checkout)["Location"]
        assert len(local_stripe.all("checkout.session")) == 1

    def test_pressed_after_it_was_paid_it_leads_to_the_receipt(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe
    ) -> None:
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        local_stripe.deliver()
        assert press(browser, checkout)["Location"] == only_payment().get_absolute_url()
        assert_books_balance()

    def test_another_cart_with_the_same_thing_waits_until_the_first_has_ended(
        self, browser: Client, stall: Stall, loaf: Print, checkout: Checkout, ada: User, cleo: User,
        local_stripe: LocalStripe,
    ) -> None:  # fmt: skip
        crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=cleo)
        both = checkouts.open([("print", one.pk) for one in (loaf, crust)], by=ada)
        press(browser, checkout)
        answer = press(browser, both)
        assert answer.status_code == 409
        assert "This is being paid for in another window." in text(answer)
        browser.post(f"/payments/{only_payment().pk}/abandonment/")
        assert press(browser, both).status_code == 302
        assert_books_balance()

    def test_a_thing_of_the_site_s_own_is_not_paid_twice_either(
        self, browser: Client, stall: Stall, ada: User, cleo: User
    ) -> None:
        plan = stall.hang("A plan", "12.00 EUR", payer=ada, payee=None)
        crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=cleo)
        alone = checkouts.open([("print", plan.pk)], by=ada)
        both = checkouts.open([("print", one.pk) for one in (crust, plan)], by=ada)
        press(browser, alone)
        assert press(browser, both).status_code == 409
        assert Payment.objects.count() == 1


class TestPricesThatChange:
    def test_the_new_price_is_shown_and_not_charged(
        self, browser: Client, stall: Stall, loaf: Print, checkout: Checkout
    ) -> None:
        form = _pressed(checkout)
        stall.price_anew(loaf, "450.00 EUR")
        answer = browser.post(**form)
        assert answer.status_code == 409
        assert "The price or the terms have changed. Nothing was charged." in text(answer)
        assert "Pay €450.00</button>" in text(answer)
        assert not Payment.objects.exists()
        assert press(browser, checkout).status_code == 302

    def test_a_quote_that_ran_out_at_the_same_price_is_paid(
        self, browser: Client, checkout: Checkout, clock: time_machine.Traveller
    ) -> None:
        form = _pressed(checkout)
        clock.shift(timedelta(hours=5))
        assert browser.post(**form).status_code == 302
        assert only_payment().status == Payment.Status.ACTION_NEEDED

    def test_what_is_sold_meanwhile_is_not_charged(
        self, browser: Client, stall: Stall, loaf: Print, checkout: Checkout
    ) -> None:
        stall.prints[loaf.pk].is_gone = True
        answer = press(browser, checkout)
        assert answer.status_code == 409
        assert "Loaf is sold." in text(answer)
        assert not Payment.objects.exists()


class TestWhenTheGatewayIsSilent:
    def test_the_page_asks_again_and_finds_it_paid_once(
        self, browser: Client, stall: Stall, checkout: Checkout, ada: User, cleo: User, local_stripe: LocalStripe
    ) -> None:
        card = keep_a_card(browser, stall, local_stripe, ada, cleo, "good")
        local_stripe.fault("reset", "/v1/payment_intents", times=2)
        local_stripe.fault("error_before", "/v1/payment_intents", method="GET")
        silent = text(browser.post(**_pressed(checkout, str(card.pk)), follow=True))
        assert "Finding out how the payment stands" in silent
        assert "nothing is ever charged twice" in silent
        assert "You paid €400.00" in text(browser.get(checkout.get_absolute_url(), follow=True))
        assert len(local_stripe.all("charge")) == 2  # the crumb, and this
        assert_books_balance()


class TestAnotherWay:
    def test_the_gateway_s_page_is_closed_and_the_payer_chooses_anew(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe
    ) -> None:
        press(browser, checkout)
        payment = only_payment()
        page = text(browser.post(f"/payments/{payment.pk}/abandonment/", follow=True))
        assert "Pay €400.00</button>" in page
        assert local_stripe.pay(payment.action_url) == ""
        assert_books_balance()

    def test_if_it_was_paid_at_that_moment_it_is_paid(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe
    ) -> None:
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        page = browser.post(f"/payments/{only_payment().pk}/abandonment/", follow=True)
        assert "You paid €400.00" in text(page)
        assert_books_balance()


class TestReceipts:
    def test_nobody_else_sees_one(
        self, browser: Client, checkout: Checkout, eve: User, local_stripe: LocalStripe, client_of: Any
    ) -> None:
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        local_stripe.deliver()
        for address in (only_payment().get_absolute_url(), f"/payments/{only_payment().pk}/return/"):
            assert client_of(eve).get(address).status_code == 404

    def test_an_attempt_that_came_to_nothing_has_none(self, browser: Client, checkout: Checkout) -> None:
        press(browser, checkout)
        assert browser.get(only_payment().get_absolute_url()).status_code == 404

    def test_checkout_and_receipt_are_drawn_in_a_dozen_queries(
        self, browser: Client, checkout: Checkout, local_stripe: LocalStripe, queries: Any
    ) -> None:
        # The timer that runs, in the header, is the thirteenth.
        assert queries(lambda: browser.get(checkout.get_absolute_url())) <= 13
        press(browser, checkout)
        local_stripe.pay(only_payment().action_url)
        local_stripe.deliver()
        assert queries(lambda: browser.get(only_payment().get_absolute_url())) <= 14

    def test_the_list_takes_as_many_queries_for_many_as_for_one(
        self, browser: Client, stall: Stall, ada: User, cleo: User, local_stripe: LocalStripe, queries: Any
    ) -> None:
        card = keep_a_card(browser, stall, local_stripe, ada, cleo, "good")
        for_one = queries(lambda: browser.get("/payments/"))
        for number in range(4):
            one = stall.hang(f"No. {number}", "2.00 EUR", payer=ada, payee=cleo)
            press(browser, checkouts.open([("print", one.pk)], by=ada), str(card.pk))
        assert "No. 3" in text(browser.get("/payments/"))
        assert queries(lambda: browser.get("/payments/")) == for_one


def _pressed(checkout: Checkout, way: str = "stripe") -> dict[str, Any]:
    form = {"way": way, "seen": checkouts.mark(checkout)}
    return {"path": f"{checkout.get_absolute_url()}payment/", "data": form}


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_two_tabs_begin_one_payment(
        self, checkout: Checkout, ada: User, two_connections: Callable[..., list[Any]]
    ) -> None:
        mark = checkouts.mark(checkout)
        first, second = two_connections(*[lambda: paying.begin(checkout, by=ada, seen=mark)] * 2)
        assert first == second
        assert Payment.objects.count() == 1

    def test_two_carts_with_the_same_thing_are_one_payment(
        self, stall: Stall, ada: User, cleo: User, two_connections: Callable[..., list[Any]]
    ) -> None:
        plan = stall.hang("A plan", "12.00 EUR", payer=ada, payee=None)
        crust = stall.hang("Crust", "6.00 EUR", payer=ada, payee=cleo)
        carts = [
            checkouts.open(things, by=ada)
            for things in ([("print", plan.pk)], [("print", plan.pk), ("print", crust.pk)])
        ]
        marks = [checkouts.mark(one) for one in carts]
        answers = two_connections(
            lambda: paying.begin(carts[0], by=ada, seen=marks[0]), lambda: paying.begin(carts[1], by=ada, seen=marks[1])
        )
        assert {type(answer) for answer in answers} == {Payment, paying.PaidElsewhere}
