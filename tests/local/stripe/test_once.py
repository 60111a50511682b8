"""One key, one answer; and every bad day of a gateway, on request."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine

from marketplace.local.stripe import housekeeping
from tests.payments.local_stripe import KEY, LocalStripe

EMPTIED = ("kept", "delivery")
PAID = {"amount": 1000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}


def with_key(key: str) -> Any:
    return {"idempotency_key": key}


class TestTheSameKey:
    def test_it_gets_the_first_answer_and_does_nothing_again(self, local: LocalStripe, api: stripe.V1Services) -> None:
        first, second = (api.payment_intents.create({**PAID}, with_key("k")) for _ in range(2))
        assert first.id == second.id
        assert second.last_response.headers["Idempotent-Replayed"] == "true"
        assert local.cash("eur") == 960

    def test_another_body_is_refused(self, api: stripe.V1Services) -> None:
        api.payment_intents.create({**PAID}, with_key("k"))
        with pytest.raises(stripe.IdempotencyError, match="same parameters"):
            api.payment_intents.create({**PAID, "amount": 1001}, with_key("k"))

    def test_another_endpoint_is_refused(self, api: stripe.V1Services) -> None:
        api.payment_intents.create({**PAID}, with_key("k"))
        with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
            api.customers.create({}, with_key("k"))

    def test_another_account_may_use_it(self, api: stripe.V1Services) -> None:
        account = api.accounts.create({"type": "express", "country": "DE"}).id
        ours = api.customers.create({}, with_key("k"))
        theirs = api.customers.create({}, {"idempotency_key": "k", "stripe_account": account})
        assert ours.id != theirs.id

    def test_a_decline_is_remembered(self, api: stripe.V1Services) -> None:
        declined = {**PAID, "payment_method": "pm_card_visa_chargeDeclined"}
        seen = set()
        for _ in range(2):
            with pytest.raises(stripe.CardError) as error:
                api.payment_intents.create({**declined}, with_key("k"))
            seen.add(error.value.error.payment_intent.id)
        assert len(seen) == 1

    def test_what_made_no_sense_is_not_remembered(self, api: stripe.V1Services) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            api.payment_intents.create({**PAID, "colour": "red"}, with_key("k"))
        assert api.payment_intents.create({**PAID}, with_key("k")).status == "succeeded"

    def test_it_is_forgotten_after_a_day(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        first = api.payment_intents.create({**PAID}, with_key("k"))
        clock.shift(timedelta(hours=24))
        assert api.payment_intents.create({**PAID}, with_key("k")).id != first.id
        assert local.cash("eur") == 2 * 960

    def test_twenty_at_the_same_moment_are_one(self, local: LocalStripe, api: stripe.V1Services) -> None:
        with ThreadPoolExecutor(20) as pool:
            made = pool.map(lambda _: api.payment_intents.create({**PAID}, with_key("k")).id, range(20))
            assert len(set(made)) == 1
        assert local.cash("eur") == 960

    def test_what_nobody_can_ask_for_any_more_is_let_go(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        api.payment_intents.create({**PAID}, with_key("k"))
        clock.shift(timedelta(days=31))
        with local.world.turn():
            housekeeping.tidy(local.world, "all")
            counted = [local.world.store.sql.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in EMPTIED]
        assert (counted, local.all("event")) == ([0, 0], [])
        assert local.cash("eur") == 960


class TestFaults:
    @pytest.mark.parametrize("fault", ["timeout_after", "reset", "truncated"])
    def test_an_answer_that_is_lost_was_true_and_the_key_brings_it(self, local: LocalStripe, fault: str) -> None:
        impatient = stripe.StripeClient(
            KEY,
            base_addresses={"api": local.address},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=0.5),
        ).v1
        local.fault(fault, "/v1/payment_intents")
        with pytest.raises((stripe.APIConnectionError, stripe.APIError)):
            impatient.payment_intents.create({**PAID}, with_key("k"))
        assert local.cash("eur") == 960
        assert impatient.payment_intents.create({**PAID}, with_key("k")).status == "succeeded"
        assert local.cash("eur") == 960

    def test_a_timeout_before_the_work_leaves_nothing_behind(self, local: LocalStripe) -> None:
        impatient = stripe.StripeClient(
            KEY,
            base_addresses={"api": local.address},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=0.5),
        ).v1
        local.fault("timeout_before", "/v1/payment_intents")
        with pytest.raises(stripe.APIConnectionError):
            impatient.payment_intents.create({**PAID}, with_key("k"))
        assert local.all("payment_intent") == []
        assert impatient.payment_intents.create({**PAID}, with_key("k")).status == "succeeded"

    def test_a_500_is_remembered_though_the_work_was_done(self, local: LocalStripe, api: stripe.V1Services) -> None:
        local.fault("error_after", "/v1/payment_intents")
        for _ in range(2):
            with pytest.raises(stripe.APIError):
                api.payment_intents.create({**PAID}, with_key("k"))
        assert local.cash("eur") == 960
        assert [each["status"] for each in local.all("payment_intent")] == ["succeeded"]

    def test_a_500_before_the_work_is_remembered_too(self, local: LocalStripe, api: stripe.V1Services) -> None:
        local.fault("error_before", "/v1/payment_intents")
        for _ in range(2):
            with pytest.raises(stripe.APIError):
                api.payment_intents.create({**PAID}, with_key("k"))
        assert local.all("payment_intent") == []

    @pytest.mark.parametrize(("fault", "error"), [("conflict", stripe.APIError), ("rate_limit", stripe.RateLimitError)])
    def test_what_may_be_tried_again_is_not_remembered(
        self, local: LocalStripe, api: stripe.V1Services, fault: str, error: type[Exception]
    ) -> None:
        local.fault(fault, "/v1/payment_intents")
        with pytest.raises(error):
            api.payment_intents.create({**PAID}, with_key("k"))
        assert api.payment_intents.create({**PAID}, with_key("k")).status == "succeeded"

    def test_it_meets_the_calls_that_fit_and_no_other(self, local: LocalStripe, api: stripe.V1Services) -> None:
        local.fault("rate_limit", "/v1/refunds", times=2)
        intent = api.payment_intents.create({**PAID})
        for _ in range(2):
            with pytest.raises(stripe.RateLimitError):
                api.refunds.create({"payment_intent": intent.id, "amount": 1})
        assert api.refunds.create({"payment_intent": intent.id, "amount": 1}).status == "succeeded"
