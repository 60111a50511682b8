"""News that is signed and says too much: another's account, another currency, another's row."""

from uuid import uuid4

import pytest

from payments import chargebacks, gateways, inbox, methods, payouts, refunds
from payments.gateways.port import Disagrees, NotOurs
from payments.models import GatewayEvent, MethodSetup, Payout, Refund, SavedMethod
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import cleared, wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout(deals, ada, cleo, clock) -> Payout:
    """Cleo has asked for all that she has."""
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    return payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a")


def told(payout: Payout, **changes):
    """What the gateway says of it, with its marks."""
    marks = {"our_id": str(payout.pk), "kind": "payout"}
    said = {"id": "po_1", "status": "failed", "amount": 320_00, "currency": "eur", "arrival_date": None}
    return {**said, "metadata": marks, **changes}


def of_account(reference: str) -> GatewayEvent:
    return GatewayEvent(gateway="stripe", reference=f"evt_{uuid4().hex}", type="payout.failed", account=reference)


class TestAPayout:
    def test_the_account_of_another_payee_says_nothing_of_it(self, payout, ben):
        theirs = stripe_says.opened(ben.party)
        for account in (theirs.reference, "", "acct_of_nobody"):
            with pytest.raises(NotOurs):
                payouts.changed(told(payout), of_account(account))
        assert (Payout.objects.get().status, wallet(ben)) == (Payout.Status.REQUESTED, money("0 EUR"))

    @pytest.mark.parametrize("changes", [{"currency": "usd"}, {"currency": "jpy"}, {"amount": 1}, {"amount": 10**15}])
    def test_another_sum_or_currency_is_not_believed(self, payout, changes):
        with pytest.raises(Disagrees):
            payouts.changed(told(payout, **changes), of_account(payout.account.reference))
        assert Payout.objects.get().status == Payout.Status.REQUESTED
        assert_books_balance()

    def test_one_that_is_done_does_not_come_back_as_another_object(self, payout):
        stripe_says.paid_out(payout)
        with pytest.raises(Disagrees):
            payouts.changed(told(payout, id="po_other"), of_account(payout.account.reference))
        assert Payout.objects.get().status == Payout.Status.PAID
        assert_books_balance()


class TestMoneyBack:
    @pytest.mark.parametrize("changes", [{"currency": "usd"}, {"amount": 399_99}, {"amount": 0}])
    def test_a_refund_of_another_sum_or_currency_is_not_believed(self, deals, ada, cleo, changes):
        from payments import escrow

        escrow.refund(held(ada, cleo, "400.00 EUR"), by=cleo, key="a", why="called off")
        said = {"id": "re_1", "object": "refund", "amount": 400_00, "currency": "eur", "status": "succeeded", **changes}
        with pytest.raises(Disagrees):
            refunds.settle(Refund.objects.get().pk, said)
        assert_books_balance()

    @pytest.mark.parametrize("amount", ["400.00 USD", "400.01 EUR", "400 JPY"])
    def test_a_dispute_of_another_currency_or_of_more_is_not_believed(self, deals, ada, cleo, amount):
        with pytest.raises(Disagrees):
            stripe_says.disputed(held(ada, cleo, "400.00 EUR").payment, amount, moves="taken")
        assert_books_balance()

    def test_a_dispute_of_nobodys_charge_is_not_ours(self, deals, ada, cleo):
        payment = held(ada, cleo, "400.00 EUR").payment
        said = {"id": "dp_1", "charge": "ch_of_nobody", "amount": 1, "currency": "eur", "status": "needs_response"}
        with pytest.raises(NotOurs):
            chargebacks.changed({**said, "payment_intent": None}, of_account(""))
        assert not payment.chargebacks.exists()


def test_a_row_of_another_tenant_of_the_same_account_is_not_touched(payout, settings):
    settings.MONEY_TENANT = "ours"
    thing = told(payout)
    thing["metadata"]["tenant"] = "theirs"
    with pytest.raises(NotOurs):
        payouts.changed(thing, of_account(payout.account.reference))


@pytest.mark.parametrize("pk", ["x", "", "00000000-0000-0000-0000-000000000000", None])
def test_a_mark_that_names_no_row_moves_nothing(payout, pk):
    thing = told(payout)
    thing["metadata"]["our_id"] = pk
    with pytest.raises(NotOurs):
        payouts.changed(thing, of_account(payout.account.reference))
    assert inbox.our_id({"metadata": {"kind": "refund", "our_id": str(payout.pk)}}, "payout") is None


def test_a_card_that_was_kept_for_one_payer_is_not_taken_over_by_another(deals, ada, eve):
    card = gateways.port.Card(reference="pm_1", brand="Visa", last4="4242", expires_on=None, customer="cus_1")
    methods.keep(ada.party, "stripe", card)
    methods.keep(eve.party, "stripe", card)
    assert SavedMethod.objects.get().party == ada.party
    assert not MethodSetup.objects.exists()
