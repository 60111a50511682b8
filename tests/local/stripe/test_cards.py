"""Test cards: paid, declined, asked, kept, put aside."""

from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine

from marketplace.local.stripe import PLATFORM
from tests.payments.local_stripe import TOKEN, LocalStripe


def pay(api: stripe.V1Services, card: str = "good", **more: Any) -> stripe.PaymentIntent:
    """A payment of 10 euros that is tried at once."""
    return api.payment_intents.create(
        {"amount": 1000, "currency": "eur", "payment_method": TOKEN[card], "confirm": True, **more}
    )


@pytest.fixture
def customer(api: stripe.V1Services) -> str:
    return api.customers.create({"email": "ada@example.org"}).id


class TestPaying:
    def test_a_good_card_brings_the_money_less_the_fee(self, local: LocalStripe, api: stripe.V1Services) -> None:
        intent = pay(api, metadata={"our_id": "7"}, transfer_group="checkout:1")
        charge = api.charges.retrieve(intent.latest_charge, {"expand": ["balance_transaction"]})
        assert (intent.status, intent.amount_received) == ("succeeded", 1000)
        assert (charge.metadata["our_id"], charge.transfer_group) == ("7", "checkout:1")
        assert (charge.balance_transaction.amount, charge.balance_transaction.fee) == (1000, 40)
        assert (local.pending("eur"), local.available("eur")) == (960, 0)

    @pytest.mark.parametrize(
        ("token", "code", "reason"),
        [
            ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
            ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
            ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
            ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ],
    )
    def test_a_declined_card_leaves_the_intent_for_another_one(
        self, local: LocalStripe, api: stripe.V1Services, token: str, code: str, reason: str
    ) -> None:
        with pytest.raises(stripe.CardError) as declined:
            api.payment_intents.create({"amount": 1000, "currency": "eur", "payment_method": token, "confirm": True})
        intent = api.payment_intents.retrieve(declined.value.error.payment_intent.id)
        assert (declined.value.code, declined.value.error.decline_code) == (code, reason)
        assert (intent.status, intent.last_payment_error.decline_code) == ("requires_payment_method", reason)
        assert api.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
        assert local.cash("eur") == 960

    def test_what_has_succeeded_is_not_confirmed_again(self, api: stripe.V1Services) -> None:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.payment_intents.confirm(pay(api).id)
        assert refused.value.code == "payment_intent_unexpected_state"

    def test_money_becomes_available_after_two_days(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        pay(api)
        clock.shift(timedelta(days=2, seconds=-1))
        assert api.balance.retrieve().available[0].amount == 0
        clock.shift(timedelta(seconds=1))
        balance = api.balance.retrieve()
        assert (balance.available[0].amount, balance.pending[0].amount) == (960, 0)

    def test_a_card_can_make_it_available_at_once(self, local: LocalStripe, api: stripe.V1Services) -> None:
        pay(api, "at_once")
        assert local.available("eur") == 960


class TestAsking:
    def test_the_cardholder_is_sent_to_their_bank_and_comes_back_paid(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        intent = pay(api, "asks", return_url="https://site.example/back?a=1")
        assert (intent.status, local.cash("eur")) == ("requires_action", 0)
        back = local.answer(intent.next_action.redirect_to_url.url)
        assert back.startswith("https://site.example/back?a=1&payment_intent=" + intent.id)
        assert back.endswith("redirect_status=succeeded")
        assert api.payment_intents.retrieve(intent.id).status == "succeeded"

    def test_who_refuses_may_try_another_card(self, local: LocalStripe, api: stripe.V1Services) -> None:
        intent = pay(api, "asks", return_url="https://site.example/back")
        assert local.answer(intent.next_action.redirect_to_url.url, agrees=False).endswith("redirect_status=failed")
        intent = api.payment_intents.retrieve(intent.id)
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error.code == "payment_intent_authentication_failure"
        assert local.cash("eur") == 0

    def test_without_the_cardholder_it_is_declined(self, api: stripe.V1Services, customer: str) -> None:
        with pytest.raises(stripe.CardError) as declined:
            pay(api, "asks", customer=customer, off_session=True)
        assert declined.value.code == "authentication_required"
        assert declined.value.error.payment_intent.status == "requires_payment_method"

    def test_a_card_that_was_kept_with_its_holder_there_is_spared_it(
        self, local: LocalStripe, api: stripe.V1Services, customer: str
    ) -> None:
        setup = api.setup_intents.create(
            {"customer": customer, "payment_method": TOKEN["asks_once"], "confirm": True, "return_url": "https://s/b"}
        )
        assert "setup_intent=" + setup.id in local.answer(setup.next_action.redirect_to_url.url)
        kept = api.setup_intents.retrieve(setup.id).payment_method
        paid = {"amount": 1000, "currency": "eur", "customer": customer, "payment_method": kept}
        intent = api.payment_intents.create({**paid, "confirm": True, "off_session": True})
        assert intent.status == "succeeded"


class TestKeeping:
    def test_a_card_is_kept_while_something_is_paid_with_it(self, api: stripe.V1Services, customer: str) -> None:
        intent = pay(api, customer=customer, setup_future_usage="off_session")
        kept = api.customers.payment_methods.list(customer).data
        assert [each.id for each in kept] == [intent.payment_method]

    def test_a_declined_card_is_not_kept(self, api: stripe.V1Services, customer: str) -> None:
        with pytest.raises(stripe.CardError):
            api.payment_methods.attach(TOKEN["no_funds"], {"customer": customer})
        assert api.customers.payment_methods.list(customer).data == []

    def test_what_was_let_go_cannot_be_used_again(self, api: stripe.V1Services, customer: str) -> None:
        kept = api.payment_methods.attach(TOKEN["good"], {"customer": customer})
        api.payment_methods.detach(kept.id)
        with pytest.raises(stripe.InvalidRequestError, match="detached"):
            api.payment_intents.create({"amount": 1000, "currency": "eur", "payment_method": kept.id, "confirm": True})

    def test_a_card_of_one_customer_does_not_pay_for_another(self, api: stripe.V1Services, customer: str) -> None:
        kept = api.payment_methods.attach(TOKEN["good"], {"customer": customer})
        other = api.customers.create({}).id
        paid = {"amount": 1000, "currency": "eur", "customer": other, "payment_method": kept.id, "confirm": True}
        with pytest.raises(stripe.InvalidRequestError, match="customer"):
            api.payment_intents.create(paid)

    def test_a_real_cards_number_is_refused(self, api: stripe.V1Services) -> None:
        with pytest.raises(stripe.CardError) as refused:
            api.payment_methods.create(
                {"type": "card", "card": {"number": "4111111111111111", "exp_month": 1, "exp_year": 2030}}
            )
        assert refused.value.code == "incorrect_number"


class TestPuttingAside:
    def test_it_is_collected_later_and_the_rest_is_let_go(self, local: LocalStripe, api: stripe.V1Services) -> None:
        intent = pay(api, capture_method="manual")
        assert (intent.status, intent.amount_capturable, local.cash("eur")) == ("requires_capture", 1000, 0)
        intent = api.payment_intents.capture(intent.id, {"amount_to_capture": 600})
        assert (intent.status, intent.amount_received) == ("succeeded", 600)
        assert local.cash("eur") == 600 - 9 - 25

    def test_after_seven_days_it_is_the_cardholders_again(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        intent = pay(api, capture_method="manual")
        clock.shift(timedelta(days=7))
        assert api.payment_intents.retrieve(intent.id).cancellation_reason == "automatic"
        with pytest.raises(stripe.InvalidRequestError):
            api.payment_intents.capture(intent.id)
        assert local.books.get(f"{PLATFORM}:pending", {}) == {}

    def test_cancelling_lets_it_go(self, api: stripe.V1Services) -> None:
        intent = api.payment_intents.cancel(pay(api, capture_method="manual").id)
        assert intent.status == "canceled"
        assert api.charges.retrieve(intent.latest_charge).refunded
