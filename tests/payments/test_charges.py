"""Taking money: what is written down before the gateway is asked, and what follows from its answers."""

from datetime import timedelta

import pytest

from marketplace.kit.refusals import NotAllowed
from payments import charges, checkouts, outgoing
from payments.models import Checkout, GatewayRequest, Hold, Payment
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall():
    return stalls.opened()


@pytest.fixture
def checkout(stall, ada, cleo):
    loaf = stall.hang("Loaf", "64.00 EUR", payer=ada, payee=cleo)
    return checkouts.open([("print", loaf.pk)], by=ada)


class TestBegin:
    def test_it_writes_down_payment_hold_and_call_before_the_gateway_is_asked(self, checkout, ada):
        payment = charges.begin(checkout, by=ada)
        request = outgoing.of("payment", payment.pk)
        assert (payment.status, request.status) == (Payment.Status.PREPARED, GatewayRequest.Status.READY)
        assert request.key == f"payment:{payment.pk}:1"
        assert request.body["metadata"]["our_id"] == str(payment.pk)
        assert Hold.objects.get().status == Hold.Status.PENDING
        assert_books_balance()

    def test_the_same_button_twice_is_one_payment(self, checkout, ada):
        assert charges.begin(checkout, by=ada) == charges.begin(checkout, by=ada)
        assert GatewayRequest.objects.count() == 1

    def test_it_refuses_a_stranger(self, checkout, eve):
        with pytest.raises(NotAllowed):
            charges.begin(checkout, by=eve)

    def test_it_refuses_prices_that_do_not_hold_any_more(self, checkout, ada, clock):
        Checkout.objects.update(expires_at=charges.clock.now() - timedelta(seconds=1))
        with pytest.raises(charges.QuoteExpired):
            charges.begin(checkout, by=ada)

    def test_what_is_being_paid_on_one_page_is_not_paid_on_another(self, stall, checkout, ada, cleo):
        jam = stall.hang("Jam", "10.00 EUR", payer=ada, payee=cleo)
        both = checkouts.open(
            [(line.kind, line.subject) for line in checkout.lines.all()] + [("print", jam.pk)], by=ada
        )
        charges.begin(checkout, by=ada)
        with pytest.raises(charges.Refused, match="being paid"):
            charges.begin(both, by=ada)
