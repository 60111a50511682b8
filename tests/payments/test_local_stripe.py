"""The adapter and the local Stripe together: the fixture that other tests build on."""

import pytest

from payments import charges, checkouts
from payments.models import Payment
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(local_stripe: LocalStripe, ada, cleo) -> Payment:
    stall = stalls.opened()
    loaf = stall.hang("Loaf", "64.00 EUR", payer=ada, payee=cleo)
    checkout = checkouts.open([("print", loaf.pk)], by=ada)
    return charges.send(charges.begin(checkout, by=ada))


class TestPayOnTheHostedPage:
    def test_a_card_that_is_good_pays_and_the_books_of_both_agree(self, payment, local_stripe):
        back = local_stripe.pay(payment.action_url)
        assert back.endswith(f"/{payment.pk}/return/")
        assert charges.look(payment).status == Payment.Status.SUCCEEDED
        assert local_stripe.cash("eur") == 6400 - 96 - 25
        assert_books_balance()

    def test_a_declined_card_leaves_the_payer_there_to_try_another(self, payment, local_stripe):
        assert local_stripe.pay(payment.action_url, "declined") == ""
        assert local_stripe.pay(payment.action_url, "good")
        assert charges.look(payment).status == Payment.Status.SUCCEEDED
        assert_books_balance()

    def test_webhooks_in_any_order_bring_the_same_news(self, payment, local_stripe):
        local_stripe.pay(payment.action_url, "asks")
        assert {status for _, status in local_stripe.deliver(order="reversed", times=2)} == {200}
        payment.refresh_from_db()
        assert payment.status == Payment.Status.SUCCEEDED
        assert_books_balance()
