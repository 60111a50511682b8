"""Money is taken or it is not: nothing is put aside on a card, and a place that waits for money in vain lapses."""

from datetime import timedelta

import pytest

from marketplace.kit import timers
from payments import charges, checkouts, escrow, methods, outgoing, subscribing
from payments.gateways import stripe
from payments.models import Checkout, GatewayRequest, Hold
from payments.ports import payables
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def stall(local_stripe):
    yield stalls.opened()
    payables.unplug("print")


@pytest.fixture
def waiting(stall, local_stripe, ada, cleo, clock):
    """A hold whose payer left the gateway's page, and never came back."""
    checkout = paying.checkout(stall, ada, cleo, "400.00 EUR")
    charges.send(charges.begin(checkout, by=ada))
    clock.shift(timedelta(hours=2))
    local_stripe.deliver()
    return Hold.objects.get()


def test_t8_nothing_that_was_ever_said_to_the_gateway_puts_a_sum_aside(stall, local_stripe, ada, cleo):
    card = paying.with_saved(local_stripe, stall, ada, cleo)
    here = paying.checkout(stall, ada, cleo, "10.00 EUR")
    charges.send(charges.begin(here, by=ada, method=card))
    away = paying.checkout(stall, ada, cleo, "20.00 EUR")
    paid = charges.begin(away, by=None, method=card, off_session=True)
    methods.send(methods.begin_setup(ada.party, by=ada, currency="EUR", return_to="/"))
    subscribing.send(subscribing.begin(cleo.party, side="work", plan="plus", every="month", currency="EUR", by=cleo))
    outgoing.send_due()
    escrow.refund(Hold.objects.get(line__checkout=away), by=cleo, key="r", why="")
    outgoing.send_due()
    assert charges.look(paid).charge
    assert {"payment", "setup", "plan", "refund"} <= set(GatewayRequest.objects.values_list("kind", flat=True))
    assert not [row.key for row in GatewayRequest.objects.all() if "capture_method" in str(row.body)]
    assert {intent["capture_method"] for intent in local_stripe.all("payment_intent")} <= {
        "automatic",
        "automatic_async",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"capture_method": "manual"},
        {"payment_intent_data": {"capture_method": "manual"}},
        {"payment_method_options": {"card": {"capture_method": "manual"}}},
        {"line_items": [{"capture_method": "manual"}]},
    ],
)
def test_t8_whoever_tries_is_refused_before_anything_is_said(local_stripe, body):
    with pytest.raises(ValueError, match="put aside"):
        stripe.Stripe().send("payment_intents.create", body, key="payment:1:1")
    assert local_stripe.all("payment_intent") == []


def test_t8_a_hold_whose_payment_never_came_lapses_and_no_call_is_made(waiting, ada, clock, client_of):
    said = GatewayRequest.objects.count()
    clock.shift(7 * DAY - timedelta(hours=2, seconds=1))
    timers.run_due()
    assert "Nothing is held yet." in client_of(ada).get(waiting.get_absolute_url()).text
    clock.shift(timedelta(seconds=1))
    timers.run_due()
    timers.run_due()
    waiting.refresh_from_db()
    assert (waiting.status, Checkout.objects.get().status) == (Hold.Status.VOID, Checkout.Status.EXPIRED)
    assert "The payment never came." in client_of(ada).get(waiting.get_absolute_url()).text
    assert GatewayRequest.objects.count() == said
    assert_books_balance()


def test_what_lapsed_can_be_paid_for_anew(waiting, stall, local_stripe, ada, clock):
    clock.shift(7 * DAY)
    timers.run_due()
    (pk,) = stall.prints
    again = paying.on_the_page(local_stripe, checkouts.open([("print", pk)], by=ada), by=ada)
    assert again.holds.get().status == Hold.Status.HELD
    assert Hold.objects.filter(status=Hold.Status.VOID).count() == 1
    assert_books_balance()


def test_one_that_is_cancelled_keeps_no_place(stall, ada, cleo, local_stripe, clock):
    checkout = paying.checkout(stall, ada, cleo, "400.00 EUR")
    payment = charges.send(charges.begin(checkout, by=ada))
    charges.abandon(payment, by=ada)
    checkouts.cancel(Checkout.objects.get(), by=ada)
    assert Hold.objects.get().status == Hold.Status.VOID
    assert_books_balance()
