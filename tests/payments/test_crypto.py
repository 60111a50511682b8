"""Bitcoin through the operator's BTCPay Server: what was made under our key is looked for before anything is made."""

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from payments import charges, escrow, gateways, outgoing, sweeper
from payments.models import Entry, GatewayEvent, Payment, Refund
from tests.payments import paying, stand_in
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Payment.Status
STORE = "/api/v1/stores/S1"
DOOR = "/payments/webhooks/crypto/"


class BtcPayOfTests:
    """One store: invoices by order number, refunds as sums to be claimed."""

    def __init__(self, server: stand_in.StandIn) -> None:
        self.invoices: list[dict] = []
        self.pulls: list[dict] = []
        self.payouts: list[dict] = []
        server.answers |= {
            f"GET {STORE}/invoices": lambda call: self.of_order(parse_qs(call["query"])["orderId"][0]),
            f"POST {STORE}/invoices": self.create,
            f"GET {STORE}/invoices/I1": lambda _call: self.invoices[0],
            f"POST {STORE}/invoices/I1/status": lambda _call: self.now("Invalid"),
            f"GET {STORE}/pull-payments": lambda _call: self.pulls,
            f"POST {STORE}/invoices/I1/refund": self.refund,
            "GET /api/v1/pull-payments/P1": lambda _call: self.pulls[0],
            "GET /api/v1/pull-payments/P1/payouts": lambda _call: self.payouts,
        }
        self.server = server

    def of_order(self, number):
        return [one for one in self.invoices if one["metadata"]["orderId"] == number]

    def create(self, call):
        made = {"id": f"I{len(self.invoices) + 1}", "status": "New", "checkoutLink": "https://btcpay.example/i/I1"}
        self.invoices.append({**json.loads(call["body"]), **made})
        return self.invoices[-1]

    def now(self, status, **more):
        self.invoices[0] |= {"status": status, **more}
        return self.invoices[0]

    def refund(self, call):
        body = json.loads(call["body"])
        made = {"id": "P1", "name": body["name"], "amount": body["customAmount"], "currency": body["customCurrency"]}
        self.pulls.append({**made, "viewLink": "https://btcpay.example/pull-payments/P1"})
        return self.pulls[-1]


@pytest.fixture
def btcpay(settings):
    with stand_in.running() as (server, address):
        settings.BTCPAY_URL, settings.BTCPAY_STORE, settings.BTCPAY_API_KEY = address, "S1", "key"
        settings.BTCPAY_WEBHOOK_SECRET = "secret"
        yield BtcPayOfTests(server)


@pytest.fixture
def begun(btcpay, ada, cleo):
    checkout = paying.checkout(stalls.opened(), ada, cleo, "64.00 EUR")
    return charges.send(charges.begin(checkout, by=ada, gateway="crypto"))


def knock(client, kind: str, secret: str = "secret") -> int:
    told = {"deliveryId": f"d-{kind}", "type": kind, "invoiceId": "I1", "timestamp": 1_795_424_400}
    body = json.dumps(told).encode()
    header = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return client.post(DOOR, body, content_type="application/json", headers={"BTCPay-Sig": header}).status_code


def test_it_is_off_until_it_is_set_up():
    assert "crypto" not in [gateway.name for gateway in gateways.offered()]


def test_the_payer_goes_to_its_page(begun):
    assert (begun.status, begun.action_url) == (Status.ACTION_NEEDED, "https://btcpay.example/i/I1")


def test_coins_that_were_seen_are_on_their_way_and_settled_ones_are_paid(btcpay, begun, client):
    btcpay.now("Processing")
    assert knock(client, "InvoiceProcessing") == 200
    assert Payment.objects.get().status == Status.ACTION_NEEDED
    btcpay.now("Settled")
    assert [knock(client, "InvoiceSettled") for _time in range(2)] == [200, 200]
    assert Payment.objects.get().status == Status.SUCCEEDED
    assert_books_balance()


def test_a_webhook_with_another_secret_is_refused(btcpay, begun, client):
    assert knock(client, "InvoiceSettled", secret="guessed") == 400


def test_an_invoice_whose_answer_was_lost_is_found_and_not_made_again(btcpay, ada, cleo, clock):
    whole = btcpay.server.answers[f"POST {STORE}/invoices"]
    btcpay.server.answers[f"POST {STORE}/invoices"] = lambda call: (500, whole(call) and {})
    checkout = paying.checkout(stalls.opened(), ada, cleo, "64.00 EUR")
    charges.send(charges.begin(checkout, by=ada, gateway="crypto"))
    btcpay.server.answers[f"POST {STORE}/invoices"] = whole
    clock.shift(timedelta(minutes=1))
    sweeper.sweep()
    assert (Payment.objects.get().status, len(btcpay.invoices)) == (Status.ACTION_NEEDED, 1)


def test_an_invoice_that_runs_out_leaves_the_checkout_open(btcpay, begun, client):
    btcpay.now("Expired")
    knock(client, "InvoiceExpired")
    assert Payment.objects.get().status == Status.CANCELLED


def test_coins_that_came_in_part_and_too_late_wait_for_a_person(btcpay, begun, client):
    btcpay.now("Expired", additionalStatus="PaidPartial")
    knock(client, "InvoiceExpired")
    assert GatewayEvent.objects.get().status == GatewayEvent.Status.QUARANTINED
    assert not Entry.objects.exists()


def test_a_refund_is_claimed_by_the_payer_and_done_when_they_have_it(btcpay, begun, ada, clock):
    btcpay.now("Settled")
    payment = charges.look(begun)
    escrow.refund(payment.holds.get(), by=ada, key="back", why="it was not what it said")
    outgoing.send_due()
    assert Refund.objects.get().action_url == "https://btcpay.example/pull-payments/P1"
    btcpay.payouts = [{"state": "Completed"}]
    clock.shift(timedelta(minutes=16))
    sweeper.look_at_refunds()
    assert Refund.objects.get().status == Refund.Status.PAID
    assert len(btcpay.pulls) == 1
    assert_books_balance()
