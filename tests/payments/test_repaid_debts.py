"""A debt that was paid with a card, and that payment taken back: it is owed again."""

import pytest

from marketplace.kit.money import Money, to_minor
from payments import charges, chart, checkouts, ledger, outgoing, repayments
from payments.models import Chargeback
from tests.payments.books import assert_books_balance
from tests.payments.earning import on, owes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("outcome", "owed"), [("lost", "50.00"), ("won", "0.00")])
def test_a_repayment_that_is_charged_back_is_owed_again(local_stripe, cleo, outcome, owed):
    ledger.post("owed", [ledger.Posting(chart.receivable(cleo.party), chart.LOSSES, Money(50, "EUR"))], ref="owed")
    repayment = repayments.begin(cleo.party, "EUR", by=cleo)
    payment = charges.send(charges.begin(checkouts.open([(repayment.KIND, repayment.pk)], by=cleo), by=cleo))
    local_stripe.pay(payment.action_url)
    local_stripe.deliver()
    assert owes(cleo) == Money(0, "EUR")
    dispute = local_stripe.dispute(charges.look(payment).charge)
    local_stripe.deliver()
    assert owes(cleo) == Money(50, "EUR")
    local_stripe.decide(dispute, outcome)
    local_stripe.deliver()
    outgoing.send_due()
    assert (Chargeback.objects.get().status, owes(cleo)) == (outcome, Money(owed, "EUR"))
    assert on(chart.LOSSES) == Money(50, "EUR")
    assert local_stripe.cash("eur") == to_minor(-on(chart.gateway("stripe")))
    assert_books_balance()
