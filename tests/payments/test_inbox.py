"""What the gateway tells by itself: worked on once, in any order, however often it comes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payments import charges, escrow, inbox, outgoing, sweeper
from payments.models import Entry, GatewayEvent, GatewayObject, Payment, Refund
from tests.payments import paying, webhooks
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import SECRET

pytestmark = pytest.mark.django_db
Status = GatewayEvent.Status


@pytest.fixture
def stall():
    return stalls.opened()


@pytest.fixture
def begun(local_stripe, stall, ada, cleo):
    """A payer who is on the gateway's page."""
    return charges.send(charges.begin(paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada))


@pytest.fixture
def paid_unheard(local_stripe, begun):
    """The payer has paid there; here nobody knows."""
    local_stripe.pay(begun.action_url)
    return begun


def succeeded(local_stripe) -> dict:
    """The event that tells of it."""
    return next(dict(one) for one in local_stripe.all("event") if one["type"] == "payment_intent.succeeded")


def status_here(payment: Payment) -> str:
    return Payment.objects.get(pk=payment.pk).status


class TestOnce:
    def test_w7_an_event_that_was_worked_on_is_answered_and_has_no_effect(self, client, local_stripe, paid_unheard):
        event = succeeded(local_stripe)
        assert webhooks.knock(client, event, secret=SECRET).status_code == 200
        before = Entry.objects.count()
        assert webhooks.knock(client, event, secret=SECRET).status_code == 200
        assert Entry.objects.count() == before
        assert_books_balance()

    def test_w8_the_same_thing_told_in_another_event_is_not_booked_again(self, client, local_stripe, paid_unheard):
        event = succeeded(local_stripe)
        webhooks.knock(client, event, secret=SECRET)
        before = Entry.objects.count()
        assert webhooks.knock(client, {**event, "id": "evt_another"}, secret=SECRET).status_code == 200
        assert GatewayEvent.objects.get(reference="evt_another").status == Status.DONE
        assert Entry.objects.count() == before
        assert_books_balance()

    def test_the_webhook_and_the_way_back_are_one_payment(self, client, local_stripe, paid_unheard):
        charges.look(paid_unheard)
        webhooks.knock(client, succeeded(local_stripe), secret=SECRET)
        assert GatewayObject.objects.filter(kind="charge").count() == 1
        assert_books_balance()


class TestAnyOrder:
    @pytest.mark.parametrize("order", ["told", "reversed", "shuffled"])
    def test_c9_what_comes_first_does_not_matter(self, local_stripe, paid_unheard, order):
        assert {status for _type, status in local_stripe.deliver(order=order, times=2)} == {200}
        assert status_here(paid_unheard) == Payment.Status.SUCCEEDED
        assert not GatewayEvent.objects.exclude(status__in=[Status.DONE, Status.IGNORED]).exists()
        assert_books_balance()

    def test_c9_a_refund_that_is_told_before_its_payment(self, local_stripe, paid_unheard, ada):
        payment = charges.look(paid_unheard)
        escrow.refund(payment.holds.get(), by=ada, key="back", why="it was not what it said")
        local_stripe.fault("reset", "/v1/refunds")
        outgoing.send_due()
        local_stripe.deliver(order="reversed")
        assert Refund.objects.get().status == Refund.Status.PAID
        assert status_here(payment) == Payment.Status.REFUNDED
        assert_books_balance()


class TestFailures:
    def test_w10_a_handler_that_fails_leaves_nothing_and_is_tried_again(
        self, client, local_stripe, stall, paid_unheard, monkeypatch, clock
    ):
        def breaks(*_args: object, **_more: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(stall, "settled", breaks)
            assert webhooks.knock(client, succeeded(local_stripe), secret=SECRET).status_code == 503
        assert (GatewayEvent.objects.get().status, Entry.objects.count()) == (Status.RECEIVED, 0)
        assert status_here(paid_unheard) == Payment.Status.ACTION_NEEDED
        clock.shift(timedelta(minutes=1))
        inbox.work_on_due()
        assert status_here(paid_unheard) == Payment.Status.SUCCEEDED
        assert_books_balance()

    def test_when_the_gateway_cannot_be_asked_the_event_waits(self, client, local_stripe, paid_unheard, clock):
        local_stripe.fault("rate_limit", "/v1/payment_intents", method="GET")
        assert webhooks.knock(client, succeeded(local_stripe), secret=SECRET).status_code == 503
        clock.shift(timedelta(minutes=1))
        inbox.work_on_due()
        assert status_here(paid_unheard) == Payment.Status.SUCCEEDED

    @pytest.mark.parametrize("what", [{"amount_received": 6399}, {"amount_received": 6401}, {"currency": "usd"}])
    def test_w14_another_sum_or_currency_is_set_aside_and_not_booked(self, client, local_stripe, paid_unheard, what):
        intent = local_stripe.all("payment_intent")[0]
        with local_stripe.world.turn():
            local_stripe.world.save(intent, **what)
        assert webhooks.knock(client, succeeded(local_stripe), secret=SECRET).status_code == 200
        assert (GatewayEvent.objects.get().status, Entry.objects.count()) == (Status.QUARANTINED, 0)
        assert status_here(paid_unheard) == Payment.Status.ACTION_NEEDED

    def test_a_refund_that_nobody_asked_for_here_is_set_aside(self, client, local_stripe, begun):
        local_stripe.pay(begun.action_url)
        payment = charges.look(begun)
        local_stripe.api.refunds.create({"charge": payment.charge, "amount": 100})
        local_stripe.deliver()
        assert GatewayEvent.objects.filter(status=Status.QUARANTINED, type__startswith="refund.").exists()
        assert not Refund.objects.exists()


class TestStrangers:
    def test_w13_the_object_of_another_tenant_is_ignored_and_told_to_the_operator(
        self, client, local_stripe, paid_unheard, settings, caplog
    ):
        settings.MONEY_TENANT = "https://another.example"
        assert webhooks.knock(client, succeeded(local_stripe), secret=SECRET).status_code == 200
        event = GatewayEvent.objects.get()
        assert (event.status, Entry.objects.count()) == (Status.IGNORED, 0)
        assert "event_set_aside" in caplog.text

    def test_w13_an_account_that_is_nobodys_here_is_ignored(self, client, local_stripe, clock):
        event = webhooks.event(
            "account.updated", account="acct_somebody", object={"id": "acct_somebody", "object": "x"}
        )
        knocked = webhooks.knock(client, event, door=webhooks.CONNECT, secret="whsec_connect_of_tests")
        assert knocked.status_code == 503  # it may be one that is just being made
        clock.shift(timedelta(minutes=6))
        inbox.work_on_due()
        assert GatewayEvent.objects.get().status == Status.IGNORED

    def test_a_payment_that_somebody_made_by_hand_at_the_gateway_is_ignored(self, local_stripe):
        local_stripe.api.payment_intents.create({
            "amount": 500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True,
            "allowed_payment_method_types": ["card"],
        })  # fmt: skip
        local_stripe.deliver()
        assert not Entry.objects.exists()
        assert not GatewayEvent.objects.filter(status__in=[Status.RECEIVED, Status.QUARANTINED]).exists()


class TestLost:
    def test_w11_what_never_came_is_asked_for(self, local_stripe, paid_unheard):
        local_stripe.forget_webhooks()
        assert sweeper.sweep()["missed"] > 0
        assert status_here(paid_unheard) == Payment.Status.SUCCEEDED
        assert sweeper.sweep()["missed"] == 0
        assert_books_balance()

    def test_w11_an_old_one_is_asked_for_though_newer_ones_came(self, client, local_stripe, paid_unheard, clock):
        local_stripe.forget_webhooks()
        clock.shift(timedelta(hours=5))
        webhooks.knock(client, webhooks.event(), secret=SECRET)
        inbox.catch_up("stripe")
        inbox.work_on_due()
        assert status_here(paid_unheard) == Payment.Status.SUCCEEDED

    def test_w11_what_is_not_even_among_the_events_is_found_on_the_payment(self, local_stripe, paid_unheard, clock):
        local_stripe.forget_webhooks()
        with local_stripe.world.turn():
            local_stripe.world.store.sql.execute("DELETE FROM object WHERE kind = 'event'")
        clock.shift(timedelta(minutes=16))
        swept = sweeper.sweep()
        assert (swept["missed"], swept["events"], swept["payments"]) == (0, 0, 1)
        assert status_here(paid_unheard) == Payment.Status.SUCCEEDED
        assert_books_balance()


class TestManyWaiting:
    def test_w16_a_thousand_that_wait_keep_no_webhook_waiting(self, client, local_stripe, stall, ada, cleo):
        def knock_for_a_new_payment() -> int:
            begun = charges.send(charges.begin(paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada))
            local_stripe.pay(begun.action_url)
            with CaptureQueriesContext(connection) as asked:
                assert webhooks.knock(client, succeeded(local_stripe), secret=SECRET).status_code == 200
            return len(asked)

        knock_for_a_new_payment()
        alone = knock_for_a_new_payment()
        waiting = [webhooks.event() for _number in range(1000)]
        GatewayEvent.objects.bulk_create(
            GatewayEvent(gateway="stripe", reference=one["id"], type=one["type"], payload=one) for one in waiting
        )
        assert knock_for_a_new_payment() == alone
        assert GatewayEvent.objects.filter(status=Status.RECEIVED).count() == 1000
