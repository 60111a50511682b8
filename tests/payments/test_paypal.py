"""PayPal behind the same port: the payer agrees, then the money is called for; off until it is set up."""

import json
from datetime import timedelta

import pytest
from moneyed import Money

from payments import charges, chart, escrow, gateways, ledger, outgoing, sweeper
from payments.gateways.port import CannotPay
from payments.models import GatewayEvent, Payment, Refund
from tests.payments import paying, stand_in
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Payment.Status
DOOR = "/payments/webhooks/paypal/"
SIGNED = {
    "Paypal-Auth-Algo": "SHA256withRSA",
    "Paypal-Cert-Url": "https://api.paypal.com/cert",
    "Paypal-Transmission-Id": "t1",
    "Paypal-Transmission-Sig": "sig",
    "Paypal-Transmission-Time": "2026-11-23T09:00:00Z",
}


class PayPalOfTests:
    """One order, as PayPal keeps it: created, approved by the payer, captured once for each key, refunded."""

    def __init__(self, server: stand_in.StandIn) -> None:
        self.order: dict = {}
        self.captured: dict[str, dict] = {}
        self.refunds: dict[str, dict] = {}
        self.events: list[dict] = []
        self.server = server
        server.answers |= {
            "POST /v1/oauth2/token": lambda _call: {"access_token": "A21", "expires_in": 32_400},
            "POST /v2/checkout/orders": self.create,
            "GET /v2/checkout/orders/O1": lambda _call: self.order,
            "POST /v2/checkout/orders/O1/capture": self.capture,
            "POST /v2/payments/captures/C1/refund": self.refund,
            "GET /v2/payments/refunds/R1": lambda _call: next(iter(self.refunds.values())),
            "POST /v1/notifications/verify-webhook-signature": self.verify,
            "GET /v1/notifications/webhooks-events": lambda _call: {"events": self.events, "links": []},
        }

    def create(self, call):
        units = json.loads(call["body"])["purchase_units"]
        links = [{"rel": "payer-action", "href": "https://www.paypal.com/checkoutnow?token=O1"}]
        self.order = {"id": "O1", "status": "PAYER_ACTION_REQUIRED", "purchase_units": units, "links": links}
        return self.order

    def approve(self):
        self.order["status"] = "APPROVED"

    def capture(self, call):
        if self.order["status"] == "PAYER_ACTION_REQUIRED":
            return 422, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "ORDER_NOT_APPROVED"}]}
        unit = self.order["purchase_units"][0]
        fee = {"currency_code": "EUR", "value": "2.31"}
        capture = {"id": "C1", "status": "COMPLETED", "amount": unit["amount"], "custom_id": unit["custom_id"]}
        capture["seller_receivable_breakdown"] = {"gross_amount": unit["amount"], "paypal_fee": fee}
        self.captured.setdefault(call["headers"]["Paypal-Request-Id"], capture)
        unit["payments"] = {"captures": list(self.captured.values())}
        self.order["status"] = "COMPLETED"
        return self.order

    def refund(self, call):
        body = json.loads(call["body"])
        made = {"id": "R1", "status": "COMPLETED", **body}
        return self.refunds.setdefault(call["headers"]["Paypal-Request-Id"], made)

    def verify(self, call):
        good = json.loads(call["body"])["transmission_sig"] == "sig"
        return {"verification_status": "SUCCESS" if good else "FAILURE"}


@pytest.fixture
def paypal(settings):
    with stand_in.running() as (server, address):
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET, settings.PAYPAL_WEBHOOK_ID = "id", "secret", "WH"
        settings.PAYPAL_API_BASE = address
        yield PayPalOfTests(server)


@pytest.fixture
def checkout(ada, cleo):
    return paying.checkout(stalls.opened(), ada, cleo, "64.00 EUR")


@pytest.fixture
def begun(paypal, checkout, ada):
    return charges.send(charges.begin(checkout, by=ada, gateway="paypal"))


def event(kind: str, resource: dict) -> dict:
    return {"id": f"WH-{kind}", "event_type": kind, "create_time": "2026-11-23T09:00:00Z", "resource": resource}


def test_it_is_off_until_it_is_set_up(settings):
    assert "paypal" not in [gateway.name for gateway in gateways.offered()]


def test_the_payer_goes_to_its_page_and_nothing_is_taken_yet(begun):
    assert (begun.status, begun.action_url) == (Status.ACTION_NEEDED, "https://www.paypal.com/checkoutnow?token=O1")
    assert charges.look(begun).status == Status.ACTION_NEEDED
    assert_books_balance()


def test_what_the_payer_agreed_to_is_called_for_once_with_our_key(paypal, begun):
    paypal.approve()
    for _time in range(2):
        assert charges.look(begun).status == Status.SUCCEEDED
    assert list(paypal.captured) == [f"capture:{begun.pk}:1"]
    assert ledger.balance(chart.gateway("paypal"), "EUR") == Money("-61.69", "EUR")
    assert_books_balance()


def test_the_webhook_calls_for_it_when_the_payer_never_came_back(paypal, begun, client):
    paypal.approve()
    told = event("CHECKOUT.ORDER.APPROVED", {"id": "O1"})
    assert client.post(DOOR, json.dumps(told), content_type="application/json", headers=SIGNED).status_code == 200
    outgoing.send_due()
    assert Payment.objects.get().status == Status.SUCCEEDED
    assert_books_balance()


def test_a_webhook_that_paypal_does_not_know_is_refused(paypal, begun, client):
    forged = {**SIGNED, "Paypal-Transmission-Sig": "forged"}
    told = json.dumps(event("CHECKOUT.ORDER.APPROVED", {"id": "O1"}))
    assert client.post(DOOR, told, content_type="application/json", headers=forged).status_code == 400
    assert client.post(DOOR, told, content_type="application/json").status_code == 400
    assert not GatewayEvent.objects.exists()


def test_what_it_told_while_nobody_listened_is_asked_for(paypal, begun):
    paypal.approve()
    paypal.events = [event("CHECKOUT.ORDER.APPROVED", {"id": "O1"})]
    assert sweeper.sweep()["missed"] == 1
    outgoing.send_due()
    assert Payment.objects.get().status == Status.SUCCEEDED


def test_an_answer_that_got_lost_is_asked_for_with_the_same_key(paypal, begun, clock):
    paypal.approve()
    whole = paypal.server.answers["POST /v2/checkout/orders/O1/capture"]
    paypal.server.answers["POST /v2/checkout/orders/O1/capture"] = lambda call: (500, whole(call) and {})
    charges.look(begun)
    paypal.server.answers["POST /v2/checkout/orders/O1/capture"] = whole
    clock.shift(timedelta(minutes=1))
    sweeper.sweep()
    assert Payment.objects.get().status == Status.SUCCEEDED
    assert len(paypal.captured) == 1
    assert_books_balance()


def test_it_goes_back_by_the_way_it_came(paypal, begun, ada):
    paypal.approve()
    payment = charges.look(begun)
    escrow.refund(payment.holds.get(), by=ada, key="back", why="it was not what it said")
    outgoing.send_due()
    assert Refund.objects.get().status == Refund.Status.PAID
    assert [made["amount"] for made in paypal.refunds.values()] == [{"currency_code": "EUR", "value": "64.00"}]
    assert_books_balance()


def test_a_payer_who_goes_back_and_agrees_later_pays_nothing(paypal, begun, client, ada):
    assert charges.abandon(begun, by=ada).status == Status.CANCELLED
    paypal.approve()
    told = event("CHECKOUT.ORDER.APPROVED", {"id": "O1"})
    client.post(DOOR, json.dumps(told), content_type="application/json", headers=SIGNED)
    outgoing.send_due()
    assert (Payment.objects.get().status, paypal.captured) == (Status.CANCELLED, {})
    assert_books_balance()


def test_it_refuses_a_currency_that_paypal_does_not_take(paypal, ada, cleo):
    with pytest.raises(CannotPay):
        charges.begin(paying.checkout(stalls.opened(), ada, cleo, "64.000 KWD"), by=ada, gateway="paypal")
