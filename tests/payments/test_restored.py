"""K5: the database was restored from a backup that is older than what the gateway knows."""

from collections.abc import Callable

import pytest
from django.db import transaction
from moneyed import Money

from payments import charges, chart, escrow, ledger, outgoing, sweeper
from payments.models import GatewayEvent, GatewayRequest, Payment, Refund
from tests.payments import paying
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall():
    return stalls.opened()


@pytest.fixture
def checkout(stall, ada, cleo):
    return paying.checkout(stall, ada, cleo, "64.00 EUR")


def restored_after(act: Callable[[], object]) -> None:
    """What the act did outside stands; what it did to the database is gone, as after restoring an earlier backup."""
    backup = transaction.savepoint()
    act()
    transaction.savepoint_rollback(backup)


def books_agree(local_stripe) -> bool:
    """Whether the platform's cash is the same there and here."""
    return -ledger.balance(chart.gateway("stripe"), "EUR") == Money(local_stripe.cash("eur"), "EUR") / 100


def test_k5_a_payment_that_came_after_the_backup_is_booked_again_by_its_object(local_stripe, stall, checkout, ada):
    begun = charges.send(charges.begin(checkout, by=ada))

    def pays():
        local_stripe.pay(begun.action_url)
        local_stripe.deliver()

    restored_after(pays)
    for one in stall.prints.values():
        one.is_paid = False
    assert not books_agree(local_stripe)
    sweeper.sweep()
    assert Payment.objects.get().status == Payment.Status.SUCCEEDED
    assert books_agree(local_stripe)
    assert_books_balance()


def test_k5_a_call_that_was_made_after_the_backup_is_not_made_twice(local_stripe, checkout, ada):
    hold = paying.on_the_page(local_stripe, checkout, by=ada).holds.get()
    escrow.refund(hold, by=ada, key="back", why="it was not what it said")
    restored_after(outgoing.send_due)
    assert Refund.objects.get().status == Refund.Status.REQUESTED
    sweeper.sweep()
    assert Refund.objects.get().status == Refund.Status.PAID
    assert len(local_stripe.all("refund")) == 1
    assert books_agree(local_stripe)
    assert_books_balance()


def test_k5_what_was_begun_after_the_backup_is_listed_and_not_guessed(local_stripe, checkout, ada):
    restored_after(lambda: paying.on_the_page(local_stripe, checkout, by=ada))
    assert not GatewayRequest.objects.exists()
    sweeper.sweep()
    missing = GatewayEvent.objects.filter(status=GatewayEvent.Status.QUARANTINED)
    assert [event.type for event in missing] == ["payment_intent.succeeded"]
    assert "older backup" in missing.get().why
    assert_books_balance()
