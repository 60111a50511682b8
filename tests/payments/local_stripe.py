"""The local Stripe of the tests: a real HTTP server in a thread, and what a payer, a bank or a bad day does to it.

    def test_…(local_stripe, …):
        local_stripe.pay(payment.action_url)                 # what the payer does on the hosted page
        local_stripe.deliver()                               # its webhooks, to Django
        assert local_stripe.available("eur") == 6_250

Its time is `time.time()`, so `clock` moves it too; what is due happens at the next call, or by `run_due()`.
"""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

import stripe
from django.test import Client

from marketplace.local.stripe import PLATFORM, books, clockwork, courier, doors
from marketplace.local.stripe.cards import CARDS
from marketplace.local.stripe.doors import Doors
from marketplace.local.stripe.faults import Mail
from marketplace.local.stripe.running import Running
from marketplace.local.stripe.store import Obj

KEY, SECRET, CONNECT_SECRET = "sk_test_local_of_tests", "whsec_of_tests", "whsec_connect_of_tests"
HOOK, CONNECT_HOOK = doors.PATH, doors.CONNECT_PATH
GOOD_BANK = "DE89370400440532013000"

# The cards by what they do, as tests call them.
CARD = {
    "good": "4242424242424242",
    "at_once": "4000000000000077",
    "declined": "4000000000000002",
    "no_funds": "4000000000009995",
    "asks": "4000002760003184",
    "asks_once": "4000002500003155",
    "fails_later": "4000000000000341",
    "disputed": "4000000000000259",
    "refund_pending": "4000000000007726",
    "refund_fails": "4000000000005126",
}
TOKEN = {name: next(card.token for card in CARDS if card.number == number) for name, number in CARD.items()}


class Refused(Exception):
    """The local Stripe would not let a bank, a network or a bad day do this."""


class LocalStripe:
    """One local Stripe that runs. `api` is the stripe package's own client of it, without retries."""

    def __init__(self) -> None:
        doors = Doors(f"http://site{HOOK}", SECRET, f"http://site{CONNECT_HOOK}", CONNECT_SECRET)
        self.running = Running(path=":memory:", port=0, key=KEY, site=doors)
        self.running.start(delivers=False)
        self.world, self.address = self.running.world, self.running.address
        client = stripe.StripeClient(KEY, base_addresses={"api": self.address}, max_network_retries=0)
        self.api = client.v1

    @property
    def settings(self) -> dict[str, Any]:
        """What Django's settings must say to speak to it."""
        return {
            "STRIPE_SECRET_KEY": KEY,
            "STRIPE_API_BASE": self.address,
            "STRIPE_WEBHOOK_SECRETS": [SECRET],
            "STRIPE_CONNECT_WEBHOOK_SECRETS": [CONNECT_SECRET],
            "MONEY_IS_REAL": False,
        }

    # --- its books ---------------------------------------------------------------------------------------------------

    @property
    def books(self) -> dict[str, dict[str, int]]:
        """Every account of its books, by name and currency, in Stripe's units."""
        with self.world.turn():
            return books.accounts(self.world.store.sql)

    def available(self, currency: str, account: str = PLATFORM) -> int:
        """What an account can use now, in Stripe's units."""
        return self.books.get(f"{account}:available", {}).get(currency, 0)

    def pending(self, currency: str, account: str = PLATFORM) -> int:
        """What an account will be able to use, in Stripe's units."""
        return self.books.get(f"{account}:pending", {}).get(currency, 0)

    def cash(self, currency: str, account: str = PLATFORM) -> int:
        """Both together: what the ledger's `gateway:stripe` mirrors."""
        return self.available(currency, account) + self.pending(currency, account)

    def all(self, kind: str, **values: Any) -> list[Obj]:
        """Its objects of a kind, newest first: `all("transfer")`."""
        with self.world.turn():
            return self.world.store.find(kind, **values)

    def run_due(self) -> int:
        """Let happen what is due by now: payouts arrive, money becomes available. Returns how much that was."""
        return clockwork.run_due(self.world)

    # --- its webhooks ------------------------------------------------------------------------------------------------

    def deliver(self, *types: str, order: str = "told", times: int = 1) -> list[tuple[str, int]]:
        """Send what is waiting to Django (only these types, if any are named); returns type and status of each.

        order: "told", "reversed" or "shuffled". times: how often each is sent. What that makes known is sent as well.
        """
        self.run_due()
        found = [each for each in courier.waiting(self.world) if not types or each.event["type"] in types]
        done = []
        while found:
            for each in _ordered(found, order):
                done += [(each.event["type"], courier.deliver(self.world, each, self._send)) for _ in range(times)]
            tried = {each.seq for each in found}
            found = [
                each
                for each in courier.waiting(self.world)
                if each.seq not in tried and (not types or each.event["type"] in types)
            ]
        return done

    def forget_webhooks(self) -> None:
        """Lose everything that is waiting to be sent, as on a day on which nobody could be reached."""
        with self.world.turn():
            self.world.store.sql.execute("UPDATE delivery SET status = 'given up' WHERE status = 'waiting'")

    def signed(self, event: Mapping[str, Any], secret: str = SECRET, at: int | None = None) -> tuple[bytes, str]:
        """The body and the signature of a webhook, to be tampered with."""
        body = courier.Delivery(0, Obj("event", PLATFORM, event), Obj("webhook_endpoint", PLATFORM, {}), 0).body()
        return body, courier.signature(body, [secret], at or self.world.now())

    # --- what people do there ----------------------------------------------------------------------------------------

    def pay(self, url: str, card: str = "good", *, email: str = "payer@example.org", agrees: bool = True) -> str:
        """What a payer does on the hosted page: choose a card, answer their bank.

        Returns where they are sent, or "" when they stay because the card was declined.
        """
        location = self.submit(url, card=CARD[card], email=email)
        return self.answer(location, agrees=agrees) if "/authenticate/" in location else location

    def answer(self, url: str, *, agrees: bool = True) -> str:
        """Answer the cardholder's bank; returns where that leads."""
        return self.submit(url, answer="yes" if agrees else "no")

    def onboard(self, url: str, *, bank: str = GOOD_BANK, name: str = "Cleo Aalto", papers: str = "fine") -> str:
        """What a payee does behind an account link; returns where they are sent."""
        return self.submit(url, sort="individual", name=name, bank=bank, papers=papers, terms="yes", act="save")

    # --- bad days ----------------------------------------------------------------------------------------------------

    def fault(
        self, fault: str, path: str = "/v1/", *, method: str = "POST", times: int = 1, seconds: int = 3600
    ) -> None:
        """Let the next calls that fit meet a fault of `marketplace.local.stripe.faults`."""
        self.world.faults.plan(fault=fault, path=path, method=method, times=times, seconds=seconds)

    def dispute(self, charge: str, **values: Any) -> str:
        """A cardholder's bank takes a charge (or `amount` of it) back; returns the dispute's id."""
        return str(self._local("disputes", charge=charge, **values)["id"])

    def decide(self, dispute: str, outcome: str) -> None:
        """The bank has decided: "won" or "lost"."""
        self._local(f"disputes/{dispute}", outcome=outcome)

    def fail_refund(self, refund: str) -> None:
        """The card's bank sends a refund back."""
        self._local(f"refunds/{refund}/failure")

    def fail_payout(self, payout: str, reason: str = "account_closed") -> None:
        """The payee's bank sends a payout back, also after it was paid."""
        self._local(f"payouts/{payout}/failure", reason=reason)

    def settle_in(self, currency: str, into: str, rate: str) -> None:
        """Let payments in one currency come to the balance in another: `settle_in("usd", "eur", "0.92")`."""
        self._local("rates", currency=currency, settled_in=into, rate=rate)

    def top_up(self, amount: int, currency: str = "eur") -> None:
        """The platform's own money, available at once."""
        self._local("topups", amount=amount, currency=currency)

    # --- the fixture's -----------------------------------------------------------------------------------------------

    @contextmanager
    def for_one_test(self) -> Iterator[LocalStripe]:
        """Empty before, and right after."""
        with self.world.turn():
            self.world.store.empty()
        self.world.faults.planned.clear()
        self.world.rates.clear()
        self.world.mail = Mail()
        self.running.server.crashes.clear()
        yield self
        assert not self.running.server.crashes, self.running.server.crashes[0]
        with self.world.turn():
            assert books.faults(self.world.store.sql) == []

    def _local(self, path: str, **form: Any) -> dict[str, Any]:
        _, body, _ = self._request(f"{self.address}/v1/_local/{path}", form, {"Authorization": f"Bearer {KEY}"})
        answer: dict[str, Any] = json.loads(body)
        if "error" in answer:
            raise Refused(answer["error"]["message"])
        return answer

    def submit(self, url: str, **form: Any) -> str:
        """Send the form of a hosted page; returns where the browser is sent, "" when it stays."""
        _, _, headers = self._request(url, form, {})
        return str(headers.get("Location") or "")

    def _request(self, url: str, form: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int, bytes, Any]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        connection.request("POST", parts.path, urlencode(form), sent)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, answer.headers

    def _send(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        given = {"HTTP_STRIPE_SIGNATURE": headers["Stripe-Signature"]}
        return Client().post(urlsplit(url).path, body, content_type="application/json", **given).status_code


def _ordered(found: list[courier.Delivery], order: str) -> list[courier.Delivery]:
    if order == "shuffled":
        return random.sample(found, len(found))
    return found[::-1] if order == "reversed" else found
