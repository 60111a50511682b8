"""Calls of gateways: written down before they are made, made with our key, and each ends in one way."""

import inspect
from datetime import timedelta
from functools import partial
from operator import attrgetter
from uuid import uuid4

import pytest
import stripe

from marketplace.kit.refusals import Refused
from payments import answers, charges, checkouts, escrow, outgoing, refunds, sweeper
from payments.gateways import stripe as adapter
from payments.gateways import stripe_calls
from payments.models import GatewayRequest, Payment, Refund
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = GatewayRequest.Status
A_DAY = timedelta(hours=23, minutes=30)


@pytest.fixture
def stall():
    return stalls.opened()


@pytest.fixture
def card(local_stripe, stall, ada, cleo):
    return paying.with_saved(local_stripe, stall, ada, cleo)


@pytest.fixture
def begun(stall, card, ada, cleo):
    """A payment with a saved card whose call was not made yet."""
    return charges.begin(paying.checkout(stall, ada, cleo, "64.00 EUR"), by=ada, method=card)


def request_of(payment: Payment) -> GatewayRequest:
    return GatewayRequest.objects.get(kind="payment", subject=payment.pk)


def intents(local_stripe) -> int:
    """How many payments of 64 euros the gateway has taken."""
    return len([one for one in local_stripe.all("payment_intent", amount=6400) if one["status"] == "succeeded"])


class TestWritingDown:
    def test_the_same_key_is_the_same_request(self, begun):
        again = outgoing.prepare("payment", begun.pk, "payment_intents.create", {}, key=request_of(begun).key)
        assert again == request_of(begun)

    def test_a_key_names_one_call(self, begun):
        with pytest.raises(outgoing.KeyReused):
            outgoing.prepare("payment", uuid4(), "payment_intents.create", {}, key=request_of(begun).key)

    def test_what_nobody_settles_is_not_asked(self):
        with pytest.raises(outgoing.UnknownRequest):
            outgoing.prepare("of_the_future", uuid4(), "customers.create", {}, key="k")

    def test_it_is_sent_after_the_commit(self, local_stripe, begun, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            outgoing.prepare("card_forgotten", uuid4(), "payment_methods.detach", {"id": "pm_none"}, key="forget:x:1")
            assert GatewayRequest.objects.get(key="forget:x:1").status == Status.READY
        assert GatewayRequest.objects.get(key="forget:x:1").status == Status.REFUSED


class TestOurKey:
    def test_a_call_without_a_key_of_ours_is_impossible(self, local_stripe):
        with pytest.raises(adapter.NoKeyOfOurs):
            adapter._client().v1.customers.create({})
        with pytest.raises(adapter.NoKeyOfOurs):
            adapter._client().v1.customers.create({}, {"idempotency_key": "somebody's"})
        with pytest.raises(adapter.NoKeyOfOurs):
            adapter._client().raw_request("post", "/v1/customers")
        assert local_stripe.all("customer") == []

    @pytest.mark.parametrize("call", stripe_calls.MANY)
    def test_what_is_made_by_the_thousand_is_made_where_the_library_makes_it(self, call):
        kind = attrgetter(call.rpartition(".")[0])(adapter._client_for("sk_test", "", 1.0).v1)
        assert f'"{stripe_calls.MANY[call]}"' in inspect.getsource(type(kind).create)

    def test_and_answered_as_the_library_answers(self, local_stripe, monkeypatch):
        body = {"amount": 2500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
        ask = partial(adapter.Stripe().send, "payment_intents.create", {**body, "return_url": "https://s/b"}, key="k:1")
        made = ask()
        monkeypatch.setattr(adapter, "MANY", {})
        assert ask() == made

    def test_the_library_is_imported_by_one_module(self, settings):
        importing = [
            path.relative_to(settings.BASE_DIR).as_posix()
            for root in ("payments", "projects", "fundraising", "portfolios", "social", "accounts", "marketplace")
            for path in (settings.BASE_DIR / root).rglob("*.py")
            if any(line.startswith(("import stripe", "from stripe")) for line in path.read_text().splitlines())
        ]
        assert importing == ["payments/gateways/stripe.py"]

    def test_the_version_is_the_one_whose_shapes_were_read(self, local_stripe):
        assert stripe.api_version in (None, adapter.API_VERSION)
        assert adapter._client()._requestor._options.stripe_version == adapter.API_VERSION


class TestK3BadDays:
    @pytest.mark.parametrize(
        "fault", ["error_after", "timeout_before", "timeout_after", "reset", "truncated", "conflict", "rate_limit"]
    )
    def test_k3_a_call_without_an_answer_is_done_once(self, local_stripe, settings, clock, begun, fault):
        settings.GATEWAY_TIMEOUT = 0.5
        local_stripe.fault(fault, "/v1/payment_intents")
        assert charges.send(begun).status in Payment.LIVE
        clock.shift(timedelta(minutes=1))
        sweeper.sweep()
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.SUCCEEDED
        assert (intents(local_stripe), request_of(begun).status) == (1, Status.DONE)
        assert_books_balance()

    @pytest.mark.parametrize("fault", ["error_after", "timeout_after", "reset", "truncated"])
    def test_k3_a_refund_without_an_answer_is_sent_once(self, local_stripe, settings, clock, begun, fault, ada):
        settings.GATEWAY_TIMEOUT = 0.5
        payment = charges.send(begun)
        local_stripe.fault(fault, "/v1/refunds")
        escrow.refund(payment.holds.get(), by=ada, key="back", why="it was not what it said")
        outgoing.send_due()
        clock.shift(timedelta(minutes=1))
        sweeper.sweep()
        assert Refund.objects.get().status == Refund.Status.PAID
        assert len(local_stripe.all("refund")) == 1
        assert_books_balance()

    def test_k3_a_breakdown_that_is_only_repeated_waits_for_a_person(self, local_stripe, clock, begun):
        local_stripe.fault("error_before", "/v1/payment_intents")
        charges.send(begun)
        for _round in range(10):
            clock.shift(timedelta(minutes=10))
            sweeper.sweep()
        assert (request_of(begun).status, intents(local_stripe)) == (Status.LOST, 0)

    def test_a_webhook_may_bring_the_answer_first(self, local_stripe, clock, begun):
        local_stripe.fault("reset", "/v1/payment_intents")
        charges.send(begun)
        local_stripe.deliver()
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.SUCCEEDED
        clock.shift(timedelta(minutes=1))
        sweeper.sweep()
        assert (intents(local_stripe), request_of(begun).status) == (1, Status.DONE)
        assert_books_balance()

    def test_a_wrong_key_of_the_operator_is_not_a_declined_card(self, local_stripe, settings, clock, begun):
        settings.STRIPE_SECRET_KEY = "sk_test_another"
        assert charges.send(begun).status in Payment.LIVE
        settings.STRIPE_SECRET_KEY = local_stripe.settings["STRIPE_SECRET_KEY"]
        clock.shift(timedelta(minutes=1))
        sweeper.sweep()
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.SUCCEEDED


class TestAfterADay:
    def test_what_was_done_is_found_by_our_name_and_not_done_again(self, local_stripe, clock, begun):
        local_stripe.fault("reset", "/v1/payment_intents")
        charges.send(begun)
        clock.shift(A_DAY)
        sweeper.sweep()
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.SUCCEEDED
        assert intents(local_stripe) == 1
        assert_books_balance()

    def test_what_cannot_be_found_waits_for_a_person_and_is_not_made(self, local_stripe, clock, begun):
        local_stripe.fault("rate_limit", "/v1/payment_intents")
        charges.send(begun)
        clock.shift(A_DAY)
        sweeper.sweep()
        assert (request_of(begun).status, intents(local_stripe)) == (Status.LOST, 0)
        assert Payment.objects.get(pk=begun.pk).status in Payment.LIVE

    @pytest.fixture
    def lost(self, local_stripe, clock, begun):
        local_stripe.fault("rate_limit", "/v1/payment_intents")
        charges.send(begun)
        clock.shift(A_DAY)
        sweeper.sweep()
        return request_of(begun)

    def test_a_person_who_made_sure_gives_it_up_and_the_payer_may_try_again(
        self, local_stripe, stall, lost, begun, ada, dev
    ):
        outgoing.give_up(lost, by=dev, why="not at the gateway")
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.FAILED
        checkouts.refresh(begun.checkout, by=ada)
        assert paying.on_the_page(local_stripe, begun.checkout, by=ada).status == Payment.Status.SUCCEEDED
        assert_books_balance()

    def test_a_person_may_look_once_more(self, local_stripe, lost, dev):
        outgoing.try_again(lost, by=dev, why="the gateway was being repaired")
        outgoing.send_due()
        assert GatewayRequest.objects.get(pk=lost.pk).status == Status.LOST  # it is looked for, never made anew

    def test_nobody_needs_to_look_at_what_was_answered(self, begun, dev, local_stripe):
        charges.send(begun)
        for act in (outgoing.try_again, outgoing.give_up):
            with pytest.raises(Refused):
                act(request_of(begun), by=dev, why="curious")


class TestWorkers:
    def test_one_that_died_before_the_call_is_followed_by_another(self, local_stripe, clock, begun):
        taken = outgoing.leases.take(outgoing._open(), now=outgoing.clock.now(), most=1)
        assert not outgoing.send(taken[0].pk)
        clock.shift(timedelta(minutes=11))
        sweeper.sweep()
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.SUCCEEDED
        assert intents(local_stripe) == 1

    def test_an_answer_that_could_not_be_settled_is_settled_later_without_asking_again(
        self, local_stripe, clock, begun, monkeypatch
    ):
        def broken(*_args: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setitem(answers.alone, "payment", broken)
            charges.send(begun)
        assert request_of(begun).answer["status"] == "succeeded"
        local_stripe.fault("error_before", "/v1/", times=9)
        clock.shift(timedelta(minutes=1))
        sweeper.sweep()
        assert Payment.objects.get(pk=begun.pk).status == Payment.Status.SUCCEEDED
        assert_books_balance()

    def test_refunds_module_is_heard_by_name(self):
        assert answers.alone["refund"] is refunds.settle
