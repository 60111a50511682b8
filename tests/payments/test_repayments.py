"""Paying by card what one owes, over HTTP at the local Stripe."""

from datetime import timedelta

import pytest

from marketplace.kit import timers
from marketplace.kit.refusals import NotAllowed
from payments import charges, checkouts, escrow, payouts, repayments
from payments.models import Checkout, Repayment
from payments.repayments import NothingOwed
from tests.payments import paying, stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import cleared, owes, there, wallet


@pytest.fixture
def owing(deals, ada, cleo, clock):
    """Cleo was paid out 320 euro that Ada's bank took back."""
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    stripe_says.paid_out(payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a"))
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
    return cleo


def checkout_of(person):
    repayment = repayments.begin(person.party, "EUR", by=person)
    return checkouts.open([(repayment.KIND, repayment.pk)], by=person)


def test_what_is_owed_is_paid_and_nothing_is_kept_afterwards(owing, local_stripe):
    paying.on_the_page(local_stripe, checkout_of(owing), by=owing)
    assert (owes(owing), wallet(owing)) == (money("0 EUR"), money("0 EUR"))
    assert Repayment.objects.get().payment is not None
    with pytest.raises(NothingOwed):
        repayments.begin(owing.party, "EUR", by=owing)
    assert_books_balance()


def test_what_was_netted_while_it_was_paid_is_theirs(owing, ben, local_stripe, clock):
    begun = charges.send(charges.begin(checkout_of(owing), by=owing))
    part = escrow.release(held(ben, owing, "100.00 EUR"), by=ben, key="later")
    part.clearing.due_at = part.at + timedelta(minutes=1)
    part.clearing.save(update_fields=["due_at"])
    timers.set("clearing", part.clearing.pk, part.clearing.due_at)
    clock.shift(timedelta(minutes=1))
    timers.run_due()
    assert owes(owing) == money("240.00 EUR")
    local_stripe.pay(begun.action_url)
    charges.look(begun)
    assert (owes(owing), wallet(owing)) == (money("0 EUR"), money("80.00 EUR"))
    stripe_says.transferred(owing.party)
    assert there(owing) == money("80.00 EUR")
    assert_books_balance()


def test_one_that_waits_is_found_again(owing):
    assert repayments.begin(owing.party, "EUR", by=owing) == repayments.begin(owing.party, "EUR", by=owing)


def test_nobody_pays_another_s_debt_or_sees_it(owing, eve):
    with pytest.raises(NotAllowed):
        repayments.begin(owing.party, "EUR", by=eve)
    repayment = repayments.begin(owing.party, "EUR", by=owing)
    with pytest.raises(NotAllowed):
        checkouts.open([(repayment.KIND, repayment.pk)], by=eve)


def test_the_wallet_says_what_is_owed_and_leads_to_the_checkout(owing, client_of):
    browser = client_of(owing)
    assert "Pay €320.00 now" in browser.get("/wallet/").content.decode()
    answer = browser.post("/wallet/debts/EUR/payment/")
    assert answer["Location"] == Checkout.objects.latest("created_at").get_absolute_url()


def test_without_a_debt_the_act_says_so(deals, cleo, client_of):
    answer = client_of(cleo).post("/wallet/debts/EUR/payment/", follow=True)
    assert "You owe nothing in this currency." in answer.content.decode()
    assert client_of(cleo).get("/wallet/debts/EUR/payment/").status_code == 405
