"""Twice at the same moment is once: forms, webhooks, ways back and refunds, over HTTP."""

from collections import Counter

import pytest
from moneyed import Money

from payments import charges, chart, checkouts, escrow, ledger, outgoing
from payments.models import Entry, GatewayEvent, GatewayRequest, Payment, Refund
from tests import cast
from tests.payments import paying, racing
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import SECRET

pytestmark = pytest.mark.django_db(transaction=True)
PRICE = "64.00 EUR"


@pytest.fixture
def stall(transactional_db):
    return stalls.opened()


@pytest.fixture
def ada(transactional_db):
    return cast.ada()


@pytest.fixture
def cleo(transactional_db):
    return cast.cleo()


@pytest.fixture
def checkout(stall, ada, cleo):
    return paying.checkout(stall, ada, cleo, PRICE)


@pytest.fixture
def paid_unheard(local_stripe, checkout, ada):
    """The payer has paid on the gateway's page; here nobody knows."""
    begun = charges.send(charges.begin(checkout, by=ada))
    local_stripe.pay(begun.action_url)
    return begun


def webhook(local_stripe, base: str):
    """The webhook that tells of it, as Stripe sends it."""
    event = next(one for one in local_stripe.all("event") if one["type"] == "payment_intent.succeeded")
    body, header = local_stripe.signed(event, SECRET)
    headers = {"Content-Type": "application/json", "Stripe-Signature": header}
    return racing.request(base, "POST", "/payments/webhooks/stripe/", body=body, headers=headers)


def paid_once(local_stripe) -> None:
    assert Counter(Payment.objects.values_list("status", flat=True)) == {Payment.Status.SUCCEEDED: 1}
    assert Entry.objects.filter(kind="payment").count() == 1
    assert len([one for one in local_stripe.all("charge") if one["amount"] == 6400]) == 1
    assert -ledger.balance(chart.gateway("stripe"), "EUR") == Money(local_stripe.cash("eur"), "EUR") / 100
    assert_books_balance()


class TestC7TheSameForm:
    @racing.matrix
    def test_c7_twenty_times_is_one_page_of_the_gateway(self, local_stripe, live_server, checkout, ada, workers, seed):
        path, values = f"/checkout/{checkout.pk}/payment/", {"way": "stripe", "seen": checkouts.mark(checkout)}
        send = racing.form(live_server.url, path, values, by=ada)
        answers = racing.at_once([send] * max(workers, 20), seed=seed)
        assert {answer.status for answer in answers} == {302}
        assert {answer.location for answer in answers} == {f"/payments/{Payment.objects.get().pk}/onward/"}
        assert len(local_stripe.all("checkout.session")) == 1
        assert_books_balance()

    @racing.matrix
    def test_c7_twenty_times_charges_a_kept_card_once(self, local_stripe, live_server, stall, ada, cleo, workers, seed):
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        checkout = paying.checkout(stall, ada, cleo, PRICE)
        path, values = f"/checkout/{checkout.pk}/payment/", {"way": card.pk, "seen": checkouts.mark(checkout)}
        send = racing.form(live_server.url, path, values, by=ada)
        answers = racing.at_once([send] * max(workers, 20), seed=seed)
        payment = Payment.objects.get(checkout=checkout)
        assert {(answer.status, answer.location) for answer in answers} == {(302, payment.get_absolute_url())}
        assert len([one for one in local_stripe.all("charge") if one["amount"] == 6400]) == 1
        assert Entry.objects.filter(kind="payment").count() == 2
        assert_books_balance()


class TestC8TheSameWebhook:
    @racing.matrix
    def test_c8_twenty_times_is_worked_on_once(self, local_stripe, live_server, paid_unheard, workers, seed):
        answers = racing.at_once([webhook(local_stripe, live_server.url)] * max(workers, 20), seed=seed)
        assert {answer.status for answer in answers} == {200}
        assert GatewayEvent.objects.get().status == GatewayEvent.Status.DONE
        paid_once(local_stripe)


class TestC10TheWebhookAndTheWayBack:
    @racing.matrix
    def test_c10_whoever_is_second_finds_it_done(self, local_stripe, live_server, paid_unheard, ada, workers, seed):
        told = webhook(local_stripe, live_server.url)
        back = racing.request(live_server.url, "GET", paid_unheard.checkout.get_absolute_url(), by=ada)
        answers = racing.at_once([told, back] * (max(workers, 4) // 2), seed=seed)
        assert {answer.status for answer in answers} <= {200, 302}
        assert {answer.location for answer in answers[1::2]} == {paid_unheard.get_absolute_url()}
        paid_once(local_stripe)

    @racing.matrix
    def test_c10_going_back_while_it_is_paid_ends_in_one_of_both(
        self, local_stripe, live_server, checkout, ada, workers, seed
    ):
        begun = charges.send(charges.begin(checkout, by=ada))
        leave = racing.form(live_server.url, f"/payments/{begun.pk}/abandonment/", {}, by=ada)
        racing.at_once([leave, lambda: local_stripe.pay(begun.action_url)] + [leave] * (workers - 2), seed=seed)
        local_stripe.deliver()
        payment = Payment.objects.get()
        charged = [one for one in local_stripe.all("charge") if one["status"] == "succeeded"]
        assert (payment.status == Payment.Status.SUCCEEDED) == bool(charged)
        assert payment.status in (Payment.Status.SUCCEEDED, Payment.Status.CANCELLED)
        assert_books_balance()


class TestC5Refunds:
    @racing.matrix
    def test_c5_one_act_is_one_refund_and_two_equal_ones_are_two(self, local_stripe, checkout, ada, workers, seed):
        hold = paying.on_the_page(local_stripe, checkout, by=ada).holds.get()
        ten = Money("10.00", "EUR")

        def back(key: str):
            return lambda: escrow.refund(hold, amount=ten, by=ada, key=key, why="it was not what it said")

        acts = [back("first"), back("second")] * max(workers // 2, 2)
        results = racing.at_once(acts, seed=seed)
        assert {part.key for part in results} == {"first", "second"}
        racing.at_once([outgoing.send_due] * workers, seed=seed)
        assert sorted(one["amount"] for one in local_stripe.all("refund")) == [1000, 1000]
        assert Refund.objects.filter(status=Refund.Status.PAID).count() == 2
        assert escrow.left_in(hold) == Money("44.00", "EUR")
        assert_books_balance()

    @racing.matrix
    def test_c5_no_more_goes_back_than_there_is(self, local_stripe, checkout, ada, workers, seed):
        hold = paying.on_the_page(local_stripe, checkout, by=ada).holds.get()
        acts = [
            lambda number=number: escrow.refund(hold, amount=Money("20.00", "EUR"), by=ada, key=f"k{number}", why="…")
            for number in range(workers)
        ]
        results = racing.at_once(acts, seed=seed)
        refused = [one for one in results if isinstance(one, escrow.NotHeld)]
        assert len(refused) == max(workers - 3, 0), results
        assert escrow.left_in(hold) == Money(64 - 20 * min(workers, 3), "EUR")
        assert_books_balance()


class TestWorkers:
    @racing.matrix
    def test_many_workers_make_each_call_once(self, local_stripe, stall, ada, cleo, workers, seed):
        card = paying.with_saved(local_stripe, stall, ada, cleo)
        for _number in range(5):
            charges.begin(paying.checkout(stall, ada, cleo, PRICE), by=ada, method=card)
        racing.at_once([outgoing.send_due] * workers, seed=seed)
        assert len([one for one in local_stripe.all("charge") if one["amount"] == 6400]) == 5
        assert not GatewayRequest.objects.exclude(status=GatewayRequest.Status.DONE).exists()
        assert_books_balance()
