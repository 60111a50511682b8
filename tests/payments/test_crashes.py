"""K1 and K2: whoever is killed, and wherever, a payment ends paid once, after one sweep."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from moneyed import Money

from payments import charges, chart, escrow, ledger, outgoing, sweeper
from payments.models import GatewayRequest, Payment, Refund
from tests import cast
from tests.payments import crashing, doomed, paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db(transaction=True)


def environment(local_stripe, database: str = "") -> dict[str, str]:
    """Of a process that works on the test's database, or on another one, with the local Stripe."""
    here = connection.settings_dict
    tests = f"postgresql://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{here['NAME']}"
    said = {"STRIPE_SECRET_KEY": local_stripe.settings["STRIPE_SECRET_KEY"], "STRIPE_API_BASE": local_stripe.address}
    return {**os.environ, **said, "DATABASE_URL": database or tests, "DJANGO_SETTINGS_MODULE": "marketplace.settings"}


def process(local_stripe, *act: str, database: str = "") -> "subprocess.Popen[str]":
    """A process of the site that does this act and is not spared."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payments.crashing", *act],
        cwd=django_settings.BASE_DIR,
        env=environment(local_stripe, database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_killed(local_stripe, point: str, request: GatewayRequest) -> bool:
    """Let a worker make this call and be killed at the point."""
    worker = process(local_stripe, "die", point, str(request.pk))
    _said, errors = worker.communicate(timeout=120)
    assert worker.returncode == -signal.SIGKILL, errors[-2000:]
    return True


def sweep_later() -> None:
    """One sweep, after the lease of whoever was at it."""
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=True):
        sweeper.sweep()


def assert_both_books_agree(local_stripe) -> None:
    assert -ledger.balance(chart.gateway("stripe"), "EUR") == Money(local_stripe.cash("eur"), "EUR") / 100
    assert_books_balance()


@pytest.fixture
def payment(local_stripe, transactional_db) -> Payment:
    """A payment with a kept card, written down and not sent yet."""
    ada, cleo = cast.ada(), cast.cleo()
    stall: Any = stalls.opened()
    card = paying.with_saved(local_stripe, stall, ada, cleo)
    begun = charges.begin(paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada, method=card)
    crashing._plug()  # what another process did must not surprise the stall of this one
    return begun


class TestK1TheWorkerIsKilled:
    @pytest.mark.parametrize("point", crashing.POINTS)
    def test_k1_a_payment_ends_paid_once(self, local_stripe, payment, point):
        assert is_killed(local_stripe, point, outgoing.of("payment", payment.pk))
        sweep_later()
        assert Payment.objects.get(pk=payment.pk).status == Payment.Status.SUCCEEDED
        assert outgoing.of("payment", payment.pk).status == GatewayRequest.Status.DONE
        assert len([one for one in local_stripe.all("charge") if one["amount"] == 6400]) == 1
        assert_both_books_agree(local_stripe)

    @pytest.mark.parametrize("point", ["after the call", "inside the settlement"])
    def test_k1_a_refund_is_sent_once(self, local_stripe, payment, point, monkeypatch):
        hold = charges.send(payment).holds.get()
        with monkeypatch.context() as patch:
            patch.setattr(outgoing, "_wake", lambda _pk: None)  # the worker that will be killed comes later
            escrow.refund(hold, by=None, key="back", why="it was not what it said")
        refund = Refund.objects.get()
        assert is_killed(local_stripe, point, outgoing.of("refund", refund.pk))
        sweep_later()
        assert Refund.objects.get().status == Refund.Status.PAID
        assert [one["amount"] for one in local_stripe.all("refund")] == [6400]
        assert_both_books_agree(local_stripe)


def test_k2_postgres_is_killed_at_each_point_and_every_payment_ends_paid_once(local_stripe, transactional_db):
    with doomed.running() as database:
        site = process(local_stripe, "outlive", database=database.url)
        said = []
        for line in site.stdout:
            said.append(line.split())
            if said[-1] == ["kill"]:
                database.kill()
                database.start()
                site.stdin.write("back\n")
                site.stdin.flush()
        assert site.wait(timeout=120) == 0, site.stderr.read()[-3000:]
    assert said.count(["kill"]) == len(crashing.POINTS)
    assert [words for words in said if words[0] == "fault"] == []
    ended, cash, open_requests = said[-1]
    assert (ended, open_requests) == ("ended", "0")
    assert int(cash) == local_stripe.cash("eur")
    assert len(local_stripe.all("charge")) == len(crashing.POINTS)
