"""The words of gateways go after their days; that they were said, and the books, stay."""

from datetime import timedelta

import pytest

from accounts.privacy import retention
from payments import charges, methods, outgoing, sweeper
from payments.models import GatewayEvent, GatewayRequest, SavedMethod
from payments.privacy import OfSavedMethods
from tests.payments import paying, webhooks
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(local_stripe, ada, cleo):
    """A payment and all that was said about it."""
    payment = paying.on_the_page(local_stripe, paying.checkout(stalls.opened(), ada, cleo, "64.00 EUR"), by=ada)
    local_stripe.deliver()
    return payment


def kept() -> bool:
    """Whether any words are still there."""
    return GatewayRequest.objects.exclude(body={}).exists() or GatewayEvent.objects.exclude(payload={}).exists()


def test_the_words_stay_for_their_days_and_not_a_day_longer(paid, clock):
    clock.shift(timedelta(days=89, hours=23))
    retention.sweep()
    assert GatewayEvent.objects.filter(payload={}).count() == 0
    clock.shift(timedelta(hours=2))
    retention.sweep()
    assert not kept()
    assert charges.look(paid).status == "succeeded"
    assert_books_balance()


def test_what_is_not_over_keeps_its_words(local_stripe, paid, clock, client):
    lost = outgoing.prepare("card_forgotten", paid.pk, "payment_methods.detach", {"id": "pm_1"}, key="open")
    webhooks.knock(
        client,
        webhooks.event("refund.created", object={"id": "re_1", "object": "x", "charge": paid.charge}),
        secret="whsec_of_tests",
    )
    clock.shift(timedelta(days=91))
    retention.sweep()
    assert GatewayRequest.objects.get(pk=lost.pk).body == {"id": "pm_1"}
    assert GatewayEvent.objects.get(status=GatewayEvent.Status.QUARANTINED).payload


def test_the_sweeper_does_not_take_what_it_has_forgotten_for_new(local_stripe, paid, clock):
    retention.sweep(outgoing.clock.now() + timedelta(days=91))
    assert sweeper.sweep()["missed"] == 0


def test_who_is_forgotten_has_no_card_left_at_the_gateway(local_stripe, ada, cleo):
    card = paying.with_saved(local_stripe, stalls.opened(), ada, cleo)
    OfSavedMethods().erase(ada)
    outgoing.send_due()
    assert not SavedMethod.objects.exists()
    assert local_stripe.api.payment_methods.retrieve(card.reference).customer is None
    assert list(methods.of(ada.party)) == []
