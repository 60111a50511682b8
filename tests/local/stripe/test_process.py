"""The local Stripe as a service: started by the site, kept over a kill, gone with the site."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
import stripe

from marketplace.local.places import Places
from marketplace.local.stripe.embedded import LocalStripe, embedded, serve
from marketplace.local.supervisor import Supervisor
from tests.local.waiting import is_alive, until

PAID = {"amount": 1000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}


@pytest.fixture
def service(places: Places, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStripe]:
    """One that runs as a process of its own."""
    monkeypatch.setenv("SITE_URL", "http://localhost:9")
    monkeypatch.setenv("PORT", "9")
    service = embedded(places, {})
    supervisor.start(service.program())
    yield service
    supervisor.stop()


def client(service: LocalStripe) -> stripe.V1Services:
    found = service.addresses
    base = {"api": found["STRIPE_API_BASE"]}
    return stripe.StripeClient(found["STRIPE_SECRET_KEY"], base_addresses=base, max_network_retries=0).v1


def pid(supervisor: Supervisor) -> int:
    return supervisor.watched[0].child.process.pid


def test_it_answers_and_its_pages_need_no_settings(service: LocalStripe) -> None:
    sold = {"currency": "eur", "unit_amount": 6400, "product_data": {"name": "Loaf"}}
    wanted = {"mode": "payment", "success_url": "http://s/", "line_items": [{"price_data": sold}]}
    page = client(service).checkout.sessions.create(wanted)
    assert page.url.startswith("http://localhost:9/local-stripe/pay/")
    direct = page.url.replace("http://localhost:9/local-stripe", service.addresses["STRIPE_API_BASE"])
    html = urlopen(direct).read().decode()
    assert "Pay · €64.00" in html
    assert 'href="/local-stripe/assets/site.css"' in html


def test_what_was_answered_outlives_a_kill(service: LocalStripe, supervisor: Supervisor) -> None:
    made = client(service).payment_intents.create({**PAID}, {"idempotency_key": "k"})
    killed = pid(supervisor)
    os.kill(killed, signal.SIGKILL)
    until(lambda: not is_alive(killed))
    supervisor.stop()
    supervisor.start(service.program())
    assert client(service).payment_intents.create({**PAID}, {"idempotency_key": "k"}).id == made.id


def test_it_ends_when_it_is_told_to_and_closes_its_file(service: LocalStripe, supervisor: Supervisor) -> None:
    client(service).customers.create({})
    running, file = pid(supervisor), service.places.var / "stripe" / "stripe.sqlite3"
    supervisor.stop()
    assert not is_alive(running)
    assert [path.name for path in file.parent.iterdir()] == ["stripe.sqlite3"]
    assert sqlite3.connect(file).execute("SELECT count(*) FROM object WHERE kind = 'customer'").fetchone() == (1,)


def test_the_keys_stay_the_same_and_only_the_owner_reads_them(places: Places) -> None:
    first, second = embedded(places, {}).addresses, embedded(places, {}).addresses
    assert first["STRIPE_SECRET_KEY"] == second["STRIPE_SECRET_KEY"]
    assert (places.secrets / "stripe").stat().st_mode & 0o077 == 0


def test_it_serves_the_site_that_was_started_beside_it(service: LocalStripe) -> None:
    serve({**service.addresses, "SITE_URL": "http://127.0.0.1:7", "PORT": "7"})
    wanted = {"mode": "setup", "currency": "eur", "success_url": "http://s/"}
    assert client(service).checkout.sessions.create(wanted).url.startswith("http://127.0.0.1:7/local-stripe/pay/")
    assert client(service).webhook_endpoints.list().data[0].url.startswith("http://127.0.0.1:7/payments/webhooks/")
