"""Money that has come in: back to cards, on to payees, out to banks, taken back by networks. The books follow each."""

from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine

from marketplace.local.stripe import PLATFORM
from tests.local.stripe.test_cards import pay
from tests.payments.local_stripe import LocalStripe, Refused

CLOSED_BANK, BANK_THAT_REGRETS = "DE89370400440532013002", "DE89370400440532013099"


def payee(local: LocalStripe, **how: Any) -> str:
    """A connected account whose owner has told all that is wanted."""
    made = {"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}
    account = local.api.accounts.create(made).id
    local.onboard(link_for(local.api, account), **how)
    return account


def link_for(api: stripe.V1Services, account: str, kind: str = "account_onboarding") -> str:
    """The address behind which its owner tells about themselves."""
    wanted = {"account": account, "type": kind, "return_url": "https://s/back", "refresh_url": "https://s/again"}
    return api.account_links.create(wanted).url


def charge_of(api: stripe.V1Services, card: str = "good", **more: Any) -> str:
    return str(pay(api, card, **more).latest_charge)


class TestRefunds:
    def test_two_equal_ones_are_two_and_never_more_than_was_paid(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        charge = charge_of(api)
        for _ in range(2):
            assert api.refunds.create({"charge": charge, "amount": 400}).status == "succeeded"
        with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
            api.refunds.create({"charge": charge, "amount": 201})
        assert api.charges.retrieve(charge).amount_refunded == 800
        assert local.cash("eur") == 960 - 800

    def test_all_of_it_marks_the_charge_and_a_further_one_is_refused(self, api: stripe.V1Services) -> None:
        intent = pay(api, "at_once")
        api.payment_intents.create(
            {"amount": 1000, "currency": "eur", "payment_method": "pm_card_bypassPending", "confirm": True}
        )
        api.refunds.create({"payment_intent": intent.id})
        assert api.charges.retrieve(intent.latest_charge).refunded
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.refunds.create({"payment_intent": intent.id})
        assert refused.value.code == "charge_already_refunded"

    def test_it_waits_while_the_balance_is_short(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        refund = api.refunds.create({"charge": charge_of(api, "at_once")})  # Stripe has kept its fee
        assert (refund.status, refund.pending_reason) == ("pending", "insufficient_funds")
        local.top_up(100)
        clock.shift(timedelta(hours=1))
        assert api.refunds.retrieve(refund.id).status == "succeeded"
        assert local.cash("eur") == 60

    def test_a_slow_one_succeeds_after_a_while(self, api: stripe.V1Services, clock: time_machine.Traveller) -> None:
        refund = api.refunds.create({"charge": charge_of(api, "refund_pending"), "amount": 300})
        assert refund.status == "pending"
        clock.shift(timedelta(seconds=5))
        assert api.refunds.retrieve(refund.id).status == "succeeded"

    def test_one_that_comes_back_is_on_the_balance_again(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        charge = charge_of(api, "refund_fails")
        refund = api.refunds.create({"charge": charge, "amount": 300})
        clock.shift(timedelta(seconds=5))
        failed = api.refunds.retrieve(refund.id)
        assert (refund.status, failed.status) == ("succeeded", "failed")
        assert failed.failure_balance_transaction
        assert api.charges.retrieve(charge).amount_refunded == 0
        assert local.cash("eur") == 960


class TestPayees:
    def test_they_may_receive_once_all_is_told(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = api.accounts.create(
            {"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}
        )
        assert "external_account" in account.requirements.currently_due
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.transfers.create({"amount": 1, "currency": "eur", "destination": account.id})
        assert refused.value.code == "insufficient_capabilities_for_transfer"
        assert local.onboard(link_for(api, account.id)) == "https://s/back"
        account = api.accounts.retrieve(account.id)
        assert (account.payouts_enabled, account.capabilities.transfers) == (True, "active")
        assert account.requirements.currently_due == []

    def test_papers_that_cannot_be_read_are_asked_for_again(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = payee(local, papers="refused")
        assert api.accounts.retrieve(account).requirements.currently_due == ["individual.verification.document"]
        local.submit(
            link_for(api, account, "account_update"), bank="DE89370400440532013000", has_papers="yes", act="save"
        )
        assert api.accounts.retrieve(account).payouts_enabled

    def test_a_link_works_once_and_for_five_minutes(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        account = api.accounts.create({"type": "express", "country": "DE"}).id
        used, old = link_for(api, account), link_for(api, account)
        local.onboard(used)
        clock.shift(timedelta(seconds=301))
        assert local.onboard(used) == local.onboard(old) == "https://s/again"

    def test_another_bank_becomes_the_default_and_is_told(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = payee(local)
        local.submit(link_for(api, account, "account_update"), bank=CLOSED_BANK, act="save")
        banks = api.accounts.external_accounts.list(account).data
        assert [(bank.last4, bank.default_for_currency) for bank in banks] == [("3002", True), ("3000", False)]
        told = api.events.list({"type": "account.external_account.created"}, {"stripe_account": account}).data
        assert [event.account for event in told] == [account, account]


class TestTransfers:
    def test_the_money_of_a_charge_goes_on_before_it_is_available(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        account, charge = payee(local), charge_of(api)
        transfer = api.transfers.create(
            {"amount": 800, "currency": "eur", "destination": account, "source_transaction": charge}
        )
        assert transfer.destination_payment.startswith("py_")
        assert (local.pending("eur"), local.pending("eur", account)) == (160, 800)

    def test_no_more_than_the_charge_goes_on(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account, charge = payee(local), charge_of(api)
        sent = {"currency": "eur", "destination": account, "source_transaction": charge}
        api.transfers.create({**sent, "amount": 800})
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.transfers.create({**sent, "amount": 201})
        assert refused.value.code == "balance_insufficient"

    def test_without_a_charge_it_needs_what_is_available(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = payee(local)
        charge_of(api)
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.transfers.create({"amount": 1, "currency": "eur", "destination": account})
        assert refused.value.code == "balance_insufficient"
        local.top_up(500)
        assert api.transfers.create({"amount": 500, "currency": "eur", "destination": account}).amount == 500

    def test_a_part_of_it_is_taken_back_and_never_more(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = payee(local)
        local.top_up(1000)
        transfer = api.transfers.create({"amount": 1000, "currency": "eur", "destination": account})
        api.transfers.reversals.create(transfer.id, {"amount": 300})
        with pytest.raises(stripe.InvalidRequestError, match="unreversed amount"):
            api.transfers.reversals.create(transfer.id, {"amount": 701})
        assert api.transfers.retrieve(transfer.id).amount_reversed == 300
        assert (local.available("eur"), local.available("eur", account)) == (300, 700)

    def test_what_was_paid_out_is_not_taken_back(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account = payee(local)
        local.top_up(1000)
        transfer = api.transfers.create({"amount": 1000, "currency": "eur", "destination": account})
        api.payouts.create({"amount": 900, "currency": "eur"}, {"stripe_account": account})
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.transfers.reversals.create(transfer.id, {"amount": 101})
        assert refused.value.code == "balance_insufficient"


class TestPayouts:
    def paid_out(self, local: LocalStripe, bank: str = "DE89370400440532013000") -> tuple[str, str]:
        account = payee(local, bank=bank)
        local.top_up(1000)
        local.api.transfers.create({"amount": 1000, "currency": "eur", "destination": account})
        return account, local.api.payouts.create({"amount": 700, "currency": "eur"}, {"stripe_account": account}).id

    def status(self, api: stripe.V1Services, account: str, payout: str) -> str:
        return api.payouts.retrieve(payout, {}, {"stripe_account": account}).status

    def test_it_is_on_its_way_and_then_there(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        account, payout = self.paid_out(local)
        assert self.status(api, account, payout) == "pending"
        clock.shift(timedelta(hours=12))
        assert self.status(api, account, payout) == "in_transit"
        clock.shift(timedelta(hours=12))
        assert self.status(api, account, payout) == "paid"
        assert (local.available("eur", account), local.books["outside:banks"]["eur"]) == (300, -300)

    def test_a_closed_bank_sends_it_back(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        account, payout = self.paid_out(local, CLOSED_BANK)
        clock.shift(timedelta(days=1))
        failed = api.payouts.retrieve(payout, {}, {"stripe_account": account})
        assert (failed.status, failed.failure_code) == ("failed", "account_closed")
        assert local.available("eur", account) == 1000

    def test_it_can_come_back_after_it_was_paid(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        account, payout = self.paid_out(local, BANK_THAT_REGRETS)
        clock.shift(timedelta(days=1))
        assert self.status(api, account, payout) == "paid"
        clock.shift(timedelta(days=1))
        assert self.status(api, account, payout) == "failed"
        assert local.available("eur", account) == 1000

    def test_it_is_cancelled_only_while_it_waits(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        account, payout = self.paid_out(local)
        assert api.payouts.cancel(payout, {}, {"stripe_account": account}).status == "canceled"
        _, later = self.paid_out(local)
        clock.shift(timedelta(hours=12))
        with pytest.raises(stripe.InvalidRequestError):
            api.payouts.cancel(later, {}, {"stripe_account": _})

    def test_no_more_than_is_available_is_paid_out(self, local: LocalStripe, api: stripe.V1Services) -> None:
        account, _ = self.paid_out(local)
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.payouts.create({"amount": 301, "currency": "eur"}, {"stripe_account": account})
        assert refused.value.code == "balance_insufficient"


class TestDisputes:
    def test_money_and_fee_are_gone_at_once_and_come_back_when_it_is_won(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        dispute = local.dispute(charge_of(api))
        assert local.cash("eur") == 960 - 1000 - 2000
        local.decide(dispute, "won")
        assert local.cash("eur") == 960
        assert api.disputes.retrieve(dispute).status == "won"

    def test_two_disputes_of_parts_and_never_more_than_is_left(
        self, local: LocalStripe, api: stripe.V1Services
    ) -> None:
        charge = charge_of(api)
        local.dispute(charge, amount=600)
        local.dispute(charge, amount=400)
        with pytest.raises(Refused, match="more than is left"):
            local.dispute(charge, amount=1)
        with pytest.raises(stripe.InvalidRequestError) as refused:
            api.refunds.create({"charge": charge, "amount": 1})
        assert refused.value.code == "charge_disputed"

    def test_a_fully_refunded_charge_cannot_be_disputed(self, local: LocalStripe, api: stripe.V1Services) -> None:
        charge = charge_of(api)
        api.refunds.create({"charge": charge})
        with pytest.raises(Refused, match="more than is left"):
            local.dispute(charge)

    @pytest.mark.parametrize(("evidence", "outcome"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
    def test_evidence_is_weighed(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller, evidence: str, outcome: str
    ) -> None:
        dispute = local.dispute(charge_of(api))
        sent = api.disputes.update(dispute, {"evidence": {"uncategorized_text": evidence}})
        assert (sent.status, sent.evidence.uncategorized_text) == ("under_review", evidence)
        clock.shift(timedelta(minutes=1))
        assert api.disputes.retrieve(dispute).status == outcome

    def test_without_an_answer_it_is_lost(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        dispute = local.dispute(charge_of(api))
        clock.shift(timedelta(days=9))
        assert api.disputes.retrieve(dispute).status == "lost"
        assert local.cash("eur") == 960 - 3000

    def test_a_card_can_bring_one_by_itself(
        self, local: LocalStripe, api: stripe.V1Services, clock: time_machine.Traveller
    ) -> None:
        charge = charge_of(api, "disputed")
        clock.shift(timedelta(seconds=5))
        assert api.charges.retrieve(charge).disputed
        told = [event.type for event in api.events.list({"type": "charge.dispute.*"}).data]
        assert told == ["charge.dispute.funds_withdrawn", "charge.dispute.created"]


class TestOtherCurrencies:
    def test_each_has_a_balance_of_its_own(self, local: LocalStripe, api: stripe.V1Services) -> None:
        pay(api, amount=5000, currency="jpy")
        assert (local.cash("jpy"), local.cash("eur")) == (5000 - 180, 0)

    def test_one_can_come_to_the_balance_in_another(self, local: LocalStripe, api: stripe.V1Services) -> None:
        local.settle_in("usd", "eur", "0.92")
        intent = pay(api, currency="usd", expand=["latest_charge.balance_transaction"])
        came = intent.latest_charge.balance_transaction
        assert (came.amount, came.currency, came.exchange_rate) == (920, "eur", 0.92)
        assert local.books["exchange"] == {"eur": -920, "usd": 1000}
        assert local.books[f"{PLATFORM}:pending"] == {"eur": 920 - came.fee}
