"""The cards that one keeps: added on the gateway's page, offered first, removed; one's own and nobody else's."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from payments import methods
from payments.gateways.port import Card
from payments.models import MethodSetup, SavedMethod
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db
CARDS = "/settings/cards/"


@pytest.fixture
def browser(ada: User, client_of: Callable[[User], Client], local_stripe: LocalStripe) -> Client:
    return client_of(ada)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def kept(payer: User, last4: str, *, until: date = date(2030, 8, 31)) -> SavedMethod:
    """A card that the gateway knows already."""
    card = Card(reference=f"pm_{last4}", customer="cus_1", brand="Visa", last4=last4, expires_on=until)
    return methods.keep(payer.party, "stripe", card)


class TestAdding:
    def test_it_is_given_on_the_gateway_s_page_and_nothing_is_charged(
        self, browser: Client, ada: User, local_stripe: LocalStripe
    ) -> None:
        assert "No card is kept." in text(browser.get(CARDS))
        onward = browser.post(f"{CARDS}new/")["Location"]
        setup = MethodSetup.objects.get()
        assert "Nothing is charged." in text(browser.get(onward))
        back = local_stripe.pay(setup.action_url)
        page = text(browser.get(back[back.index("/payments/") :], follow=True))
        assert "is kept for later." in page
        assert "Visa …4242" in page
        assert local_stripe.all("charge") == []
        assert_books_balance()

    def test_a_silent_gateway_is_said_and_nothing_is_kept(self, browser: Client, local_stripe: LocalStripe) -> None:
        local_stripe.fault("error_before", "/v1/checkout/sessions", times=5)
        page = text(browser.post(f"{CARDS}new/", follow=True))
        assert "does not answer just now. Nothing was kept" in page

    def test_nobody_else_is_led_there(self, browser: Client, eve: User, client_of: Any) -> None:
        onward = browser.post(f"{CARDS}new/")["Location"]
        assert client_of(eve).get(onward).status_code == 404


class TestKeptCards:
    def test_the_first_is_offered_first_until_another_is(self, browser: Client, ada: User) -> None:
        first, second = kept(ada, "4242"), kept(ada, "4444")
        assert text(browser.get(CARDS)).index("…4242") < text(browser.get(CARDS)).index("…4444")
        browser.post(f"{CARDS}{second.pk}/default/")
        assert [card.pk for card in methods.of(ada.party)] == [second.pk, first.pk]

    def test_one_that_ran_out_says_so(self, browser: Client, ada: User) -> None:
        kept(ada, "4242", until=date(2020, 1, 31))
        assert "Ran out in 01/20" in text(browser.get(CARDS))

    def test_removed_it_is_gone_and_the_next_is_offered_first(self, browser: Client, ada: User) -> None:
        first, second = kept(ada, "4242"), kept(ada, "4444")
        assert "is not kept any more." in text(browser.post(f"{CARDS}{first.pk}/removal/", follow=True))
        assert browser.post(f"{CARDS}{first.pk}/removal/").status_code == 404
        assert [card.pk for card in methods.of(ada.party)] == [second.pk]
        assert methods.of(ada.party).get().is_default

    def test_another_s_cannot_be_touched(self, browser: Client, eve: User) -> None:
        card = kept(eve, "4242")
        for act in ("default", "removal"):
            assert browser.post(f"{CARDS}{card.pk}/{act}/").status_code == 404
            assert browser.get(f"{CARDS}{card.pk}/{act}/").status_code == 405
        assert methods.of(eve.party).count() == 1

    def test_the_page_takes_as_many_queries_for_many_as_for_one(self, browser: Client, ada: User, queries: Any) -> None:
        kept(ada, "0001")
        for_one = queries(lambda: browser.get(CARDS))
        for number in range(2, 12):
            kept(ada, f"{number:04}")
        assert queries(lambda: browser.get(CARDS)) == for_one
