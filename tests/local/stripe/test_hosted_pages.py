"""The pages of the local Stripe: what a payer and a payee meet there, without any script."""

import http.client
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from tests.local.stripe.test_cards import pay
from tests.local.stripe.test_money_moves import link_for, payee
from tests.payments.local_stripe import CARD, LocalStripe

FORM = "application/x-www-form-urlencoded"
SOLD = {"currency": "eur", "unit_amount": 6400, "product_data": {"name": "A <b>book</b> & a print"}}


def session(api: stripe.V1Services, **more: Any) -> stripe.checkout.Session:
    """A page on which 64 euros are paid."""
    wanted = {
        "mode": "payment",
        "success_url": "https://s/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://s/cart",
        "line_items": [{"quantity": 1, "price_data": SOLD}],
        "customer_email": "ada@example.org",
    }
    return api.checkout.sessions.create({**wanted, **more})


def look(url: str, **form: str) -> tuple[int, str]:
    """A page as its HTML, by GET, or by POST where a form is sent."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    connection.request("POST" if form else "GET", parts.path, urlencode(form) or None)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


class TestEveryPage:
    def test_it_says_that_no_real_money_moves_and_runs_no_script(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        intent = pay(api, "asks", return_url="https://s/b")
        account = payee(local)
        addresses = [
            session(api).url,
            intent.next_action.redirect_to_url.url,
            link_for(api, account, "account_update"),
            api.accounts.login_links.create(account).url,
            api.charges.retrieve(pay(api).latest_charge).receipt_url,
            f"{local.address}/nothing/here",
        ]
        for address in addresses:
            status, html = look(address)
            assert "No real money moves." in html, address
            assert "<script" not in html
            assert status == (404 if "nothing" in address else 200)

    def test_what_others_wrote_is_shown_as_text(self, api: stripe.V1Services) -> None:
        assert "A &lt;b&gt;book&lt;/b&gt; &amp; a print" in look(session(api).url)[1]


class TestCheckout:
    def test_its_intent_is_not_cancelled_but_the_session_closed(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        page = session(api)
        local.pay(page.url, "declined")
        intent = str(api.checkout.sessions.retrieve(page.id).payment_intent)
        with pytest.raises(stripe.InvalidRequestError, match="Expire the session"):
            api.payment_intents.cancel(intent)
        api.checkout.sessions.expire(page.id)
        assert api.payment_intents.retrieve(intent).status == "canceled"

    def test_a_paid_session_leads_back_and_says_what_was_paid(self, local: LocalStripe, api: stripe.V1Services) -> None:
        page = session(api, payment_intent_data={"transfer_group": "checkout:1", "metadata": {"our_id": "7"}})
        assert local.pay(page.url) == f"https://s/done?session={page.id}"
        paid = api.checkout.sessions.retrieve(page.id, {"expand": ["payment_intent"]})
        assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
        assert (paid.payment_intent.amount_received, paid.payment_intent.transfer_group) == (6400, "checkout:1")
        assert local.cash("eur") == 6400 - 96 - 25

    def test_pressed_twice_it_is_paid_once(self, local: LocalStripe, api: stripe.V1Services) -> None:
        page = session(api)
        assert local.pay(page.url) == local.pay(page.url)
        assert len(local.all("charge")) == 1

    def test_a_declined_card_is_told_and_another_one_is_taken(self, local: LocalStripe, api: stripe.V1Services) -> None:
        page = session(api)
        status, html = look(page.url, card=CARD["no_funds"])
        assert status == 422
        assert "Your card has insufficient funds." in html
        assert re.search(rf'value="{CARD["no_funds"]}" checked', html)
        assert local.pay(page.url)
        assert [each["status"] for each in local.all("charge")] == ["succeeded", "failed"]

    def test_who_refuses_at_the_bank_finds_the_page_with_the_reason(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        page = session(api)
        assert local.pay(page.url, "asks", agrees=False) == page.url
        assert "failed authentication" in look(page.url)[1]
        assert api.checkout.sessions.retrieve(page.id).status == "open"

    def test_an_expired_page_takes_no_money(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        page = session(api)
        clock.shift(timedelta(hours=24))
        status, html = look(page.url, card=CARD["good"])
        assert (status, local.all("charge")) == (410, [])
        assert "This page has expired" in html
        assert api.events.list({"type": "checkout.session.expired"}).data

    def test_closing_it_cancels_what_was_begun(self, local: LocalStripe, api: stripe.V1Services) -> None:
        page = session(api)
        local.pay(page.url, "declined")
        api.checkout.sessions.expire(page.id)
        assert [each["status"] for each in local.all("payment_intent")] == ["canceled"]
        with pytest.raises(stripe.InvalidRequestError):
            api.checkout.sessions.expire(page.id)

    def test_without_an_address_for_the_receipt_it_asks_for_one(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        page = session(api, customer_email="")
        assert look(page.url, card=CARD["good"])[0] == 422
        local.pay(page.url, email="ben@example.org")
        assert api.checkout.sessions.retrieve(page.id).customer_details.email == "ben@example.org"

    def test_a_card_is_saved_without_paying(self, local: LocalStripe, api: stripe.V1Services) -> None:
        customer = api.customers.create({}).id
        wanted = {"mode": "setup", "currency": "eur", "customer": customer, "success_url": "https://s/done"}
        page = api.checkout.sessions.create(wanted)
        assert local.pay(page.url, "asks_once") == "https://s/done"
        done = api.checkout.sessions.retrieve(page.id, {"expand": ["setup_intent"]})
        assert (done.status, done.setup_intent.status) == ("complete", "succeeded")
        assert len(api.customers.payment_methods.list(customer).data) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"line_items": []},
            {"mode": "subscription"},
            {"expires_at": 1},
            {"ui_mode": "embedded_page"},
            {"locale": ["x"]},
        ],
    )
    def test_a_session_that_makes_no_sense_is_refused(self, api: stripe.V1Services, wrong: Any) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            session(api, **wrong)


class TestOnboarding:
    def test_what_is_missing_is_said_at_its_field(self, api: stripe.V1Services) -> None:
        account = api.accounts.create({"type": "express", "country": "DE"}).id
        status, html = look(link_for(api, account), act="save", bank="DE89370400440532013000", name="Cleo")
        assert status == 422
        assert "Error: " in html
        assert 'value="Cleo"' in html
        assert html.count("Tick that you agree, or finish later.") == 2

    def test_it_can_be_finished_later(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = api.accounts.create({"type": "express", "country": "DE"}).id
        assert local.submit(link_for(api, account), act="later") == "https://s/back"
        assert not api.accounts.retrieve(account).details_submitted


class TestTheDoorOfTheSite:
    """The same pages below an address of the site's own."""

    @pytest.fixture
    def browser(self, local: LocalStripe, settings: Settings) -> Client:
        for name, value in local.settings.items():
            setattr(settings, name, value)
        return Client()

    def test_a_page_is_shown_and_its_form_is_taken(self, browser: Client, api: stripe.V1Services) -> None:
        path = urlsplit(session(api).url).path
        assert "No real money moves." in browser.get(f"/local-stripe{path}").content.decode()
        answer = browser.post(f"/local-stripe{path}", f"card={CARD['good']}", content_type=FORM)
        assert answer.status_code == 303
        assert answer["Location"].startswith("https://s/done")

    def test_the_api_is_not_reached_through_it(self, browser: Client) -> None:
        assert browser.get("/local-stripe/v1/balance").status_code == 404

    def test_it_is_shut_where_money_is_real(self, browser: Client, api: stripe.V1Services, settings: Settings) -> None:
        settings.MONEY_IS_REAL = True
        assert browser.get(f"/local-stripe{urlsplit(session(api).url).path}").status_code == 404
