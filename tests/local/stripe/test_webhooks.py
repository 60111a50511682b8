"""Events and how they are sent: signed, again until they are taken, to those who listen."""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine

from marketplace.local.stripe import courier
from marketplace.local.stripe.doors import Doors
from marketplace.local.stripe.running import Running
from tests.local.stripe.test_cards import pay
from tests.local.stripe.test_money_moves import payee
from tests.local.waiting import until
from tests.payments.local_stripe import CONNECT_SECRET, SECRET, LocalStripe


class Listener:
    """Takes what is sent to it, or answers as it is told to."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.got = list(answers), list[tuple[str, dict[str, Any]]]()

    def __call__(self, url: str, body: bytes, headers: Any) -> int:
        secret = CONNECT_SECRET if url.endswith("/connect/") else SECRET
        event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], secret)
        self.got.append((url, event.to_dict()))
        return self.answers.pop(0) if self.answers else 200

    @property
    def types(self) -> list[str]:
        return [event["type"] for _, event in self.got]


def send_all(local: LocalStripe, listener: Listener) -> None:
    """Send what is due now, each once."""
    for each in courier.waiting(local.world):
        courier.deliver(local.world, each, listener)


class TestEvents:
    def test_they_say_what_happened_in_order_with_the_object_as_it_was(self, api: stripe.V1Services) -> None:
        pay(api)
        told = api.events.list().data[::-1]
        assert [each.type for each in told] == [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
        ]
        assert told[0].data.object["status"] == "requires_confirmation"
        assert told[2].data.object["status"] == "succeeded"

    def test_they_name_the_request_that_caused_them(self, api: stripe.V1Services) -> None:
        api.customers.create({}, {"idempotency_key": "k7"})
        assert api.events.list().data[0].request.idempotency_key == "k7"

    def test_nothing_private_shows(self, api: stripe.V1Services) -> None:
        pay(api)
        for event in api.events.list().data:
            assert not [name for name in event.data.object.to_dict() if name.startswith("_")]

    def test_they_are_kept_for_thirty_days(self, api: stripe.V1Services, clock: time_machine.Traveller) -> None:
        api.customers.create({})
        clock.shift(timedelta(days=30))
        assert api.events.list().data
        clock.shift(timedelta(seconds=1))
        assert api.events.list().data == []

    def test_those_that_were_not_taken_can_be_listed(self, local: LocalStripe, api: stripe.V1Services) -> None:
        api.customers.create({"name": "taken"})
        send_all(local, Listener())
        api.customers.create({"name": "lost"})
        send_all(local, Listener(500))
        found = api.events.list({"delivery_success": False}).data
        assert [event.data.object["name"] for event in found] == ["lost"]


class TestSending:
    def test_the_platforms_and_the_payees_events_go_to_two_doors(self, local: LocalStripe) -> None:
        account, listener = payee(local), Listener()
        local.api.customers.create({})
        send_all(local, listener)
        doors = {(url.rpartition("stripe/")[2], event.get("account")) for url, event in listener.got}
        assert doors == {("", None), ("connect/", account)}

    def test_what_is_not_taken_is_sent_again_with_growing_pauses(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        api.customers.create({})
        listener = Listener(500, 302, 0)
        for pause in (0, 6, 34, 133):
            clock.shift(timedelta(seconds=pause))
            send_all(local, listener)
        assert listener.types == ["customer.created"] * 4
        assert len({event["id"] for _, event in listener.got}) == 1
        clock.shift(timedelta(days=1))
        send_all(local, listener)
        assert len(listener.got) == 4

    def test_after_three_days_it_gives_up(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        api.customers.create({})
        listener = Listener(*[500] * 20)
        for _ in range(20):
            clock.shift(timedelta(hours=27))
            send_all(local, listener)
        assert len(listener.got) == len(courier.PAUSES) + 1

    def test_two_secrets_sign_while_one_is_being_changed(self) -> None:
        header = courier.signature(b"{}", ["whsec_old", "whsec_new"], 1_700_000_000)
        assert header.count("v1=") == 2
        for secret in ("whsec_old", "whsec_new"):
            assert stripe.WebhookSignature.verify_header("{}", header, secret, tolerance=None)

    def test_an_endpoint_of_ones_own_hears_only_what_it_asks_for(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        made = api.webhook_endpoints.create({"url": "http://site/own/", "enabled_events": ["charge.*"]})
        pay(api)
        waiting = [each for each in courier.waiting(local.world) if each.endpoint["id"] == made.id]
        assert [each.event["type"] for each in waiting] == ["charge.succeeded"]
        api.webhook_endpoints.delete(made.id)

    def test_they_can_be_held_back(self, local: LocalStripe, api: stripe.V1Services) -> None:
        local.world.mail.is_held = True
        api.customers.create({})
        assert courier.waiting(local.world) == []

    def test_they_can_be_late(self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller) -> None:
        local.world.mail.delay = 60
        api.customers.create({})
        assert courier.waiting(local.world) == []
        clock.shift(timedelta(seconds=60))
        assert len(courier.waiting(local.world)) == 1


@pytest.fixture
def site() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A small site that takes webhooks: its address, and what it got."""
    got: list[dict[str, Any]] = []

    class Taking(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(
                json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"host": self.headers["Host"]}
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()
    thread.join()


class TestCourier:
    def test_it_sends_by_itself_and_ends_when_it_is_told_to(self, site: Any) -> None:
        address, got = site
        doors = Doors(f"{address}/a/", SECRET, f"{address}/b/", CONNECT_SECRET, host="daybook.example")
        running = Running(path=":memory:", port=0, key="sk_test_x", site=doors)
        running.world.mail.times = 2
        running.start(delivers=True)
        client = stripe.StripeClient("sk_test_x", base_addresses={"api": running.address}, max_network_retries=0)
        client.v1.customers.create({})
        until(lambda: len(got) == 2)
        running.stop()
        assert {(event["type"], event["host"]) for event in got} == {("customer.created", "daybook.example")}
        assert not [thread for thread in threading.enumerate() if "courier" in thread.name]
