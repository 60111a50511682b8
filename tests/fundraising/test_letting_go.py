"""A reservation whose payment never ends: how long it keeps its place, and what becomes of what comes later."""

from datetime import timedelta

import pytest

from fundraising import clocks, pledges
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import timers
from payments import charges, checkouts, outgoing
from payments.models import Payment
from tests.fundraising import backing
from tests.payments import stand_in
from tests.payments.books import assert_books_balance
from tests.payments.test_paypal import PayPalOfTests

pytestmark = pytest.mark.django_db
Status = Pledge.Status


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    return backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)


@pytest.fixture
def paypal(settings):
    with stand_in.running() as (server, address):
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET, settings.PAYPAL_WEBHOOK_ID = "id", "secret", "WH"
        settings.PAYPAL_API_BASE = address
        yield PayPalOfTests(server)


def being_paid(fundraiser, backer, **how):
    made = pledges.pledge(fundraiser, backing.chosen(fundraiser, reward="Loaf"), backer=backer.party, by=backer)
    return charges.send(charges.begin(checkouts.open([("pledge", made.pk)], by=backer), by=backer, **how))


def stands(fundraiser):
    return fundraiser.pledges.get().status, fundraiser.rewards.get().taken


def wait_too_long(clock):
    clock.shift(clocks.PAID_WITHIN)
    timers.run_due()


def test_a_banks_question_that_nobody_answers_keeps_its_place_for_some_hours_only(local_stripe, fundraiser, ben, clock):
    begun = being_paid(fundraiser, ben, method=backing.card(local_stripe, ben, "asks"))
    assert begun.status == Payment.Status.ACTION_NEEDED
    clock.shift(clocks.PAID_WITHIN - timedelta(seconds=1))
    timers.run_due()
    assert stands(fundraiser) == (Status.DRAFT, 1)
    clock.shift(clocks.LOOK_AGAIN)
    timers.run_due()
    assert stands(fundraiser) == (Status.CANCELLED, 0)
    outgoing.send_due()
    assert backing.fresh(begun).status == Payment.Status.CANCELLED


def test_nor_does_an_order_at_paypal_and_nothing_is_called_for_later(paypal, fundraiser, ben, clock):
    begun = being_paid(fundraiser, ben, gateway="paypal")
    wait_too_long(clock)
    assert stands(fundraiser) == (Status.CANCELLED, 0)
    paypal.approve()
    charges.look(begun)
    outgoing.send_due()
    assert (backing.fresh(begun).status, paypal.captured) == (Payment.Status.CANCELLED, {})


def test_what_was_paid_unheard_goes_back_when_it_is_heard_of(local_stripe, fundraiser, ben, clock):
    begun = being_paid(fundraiser, ben)
    local_stripe.pay(begun.action_url)
    wait_too_long(clock)
    assert stands(fundraiser) == (Status.CANCELLED, 0)
    charges.look(begun)
    outgoing.send_due()
    assert [refund["amount"] for refund in local_stripe.all("refund")] == [3800]
    assert_books_balance()


def test_what_was_paid_and_heard_of_in_time_stays(local_stripe, fundraiser, ben, clock):
    begun = being_paid(fundraiser, ben)
    local_stripe.pay(begun.action_url)
    charges.look(begun)
    wait_too_long(clock)
    assert stands(fundraiser) == (Status.COLLECTED, 1)
