"""A bank takes back what was paid for a fundraiser, from escrow or long after it was paid out."""

import pytest

from analytics.campaigns import collected
from fundraising import supporting
from fundraising.models import Disbursement, Fundraiser, Pledge
from marketplace.kit.money import from_minor
from tests.fundraising import backing
from tests.fundraising.test_disbursements import shown, status, step_of
from tests.fundraising.test_paying_out import in_two_steps
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Pledge.Status


def euros(amount):
    return from_minor(amount * 100, "EUR")


@pytest.fixture
def funded(local_stripe, ada, ben, clock):
    """A fundraiser of 100 in one step, for which Ben gets a loaf."""
    fundraiser = backing.open_fundraiser(ada, goal="100")
    backing.promised(local_stripe, fundraiser, ben, reward="Loaf", extra=62)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    return backing.fresh(fundraiser)


def only(fundraiser):
    return Pledge.objects.select_related("hold__payment").get(fundraiser=fundraiser)


def lost(fundraiser, amount="100.00 EUR"):
    payment = only(fundraiser).hold.payment
    stripe_says.disputed(payment, amount, moves="taken")
    stripe_says.disputed(payment, amount, moves="taken", status="lost")


def pay_out(fundraiser, clock):
    shown(fundraiser)
    backing.later(clock, days=15)
    backing.later(clock, minutes=11)


def test_out_of_escrow_it_is_no_pledge_any_more(funded):
    lost(funded)
    assert only(funded).status == Status.CHARGED_BACK
    assert not funded.deliveries.owed().exists()
    assert_books_balance()


def test_after_it_was_paid_out_neither(funded, clock):
    pay_out(funded, clock)
    lost(funded)
    lost(funded)
    assert only(funded).status == Status.CHARGED_BACK
    assert not funded.deliveries.owed().exists()
    backing.later(clock, minutes=11)
    assert backing.fresh(funded).status == Fundraiser.Status.COMPLETED
    assert_books_balance()


def test_of_which_a_part_was_taken_it_stays_one(funded, clock):
    lost(funded, "40.00 EUR")
    pay_out(funded, clock)
    assert only(funded).status == Status.COLLECTED
    assert funded.deliveries.owed().count() == 1
    assert_books_balance()


@pytest.mark.parametrize("is_paid_first", [False, True])
def test_a_step_for_which_it_left_nothing_has_gone_back(local_stripe, ada, ben, clock, is_paid_first):
    fundraiser = in_two_steps(local_stripe, ada, ben, clock)
    acts = [lambda: lost(fundraiser, "60.00 EUR"), lambda: pay_out(fundraiser, clock)]
    for act in reversed(acts) if is_paid_first else acts:
        act()
    backing.later(clock, minutes=11)
    steps = [status(step_of(fundraiser, place)) for place in (0, 1)]
    assert steps == [Disbursement.Status.PAID, Disbursement.Status.RETURNED]
    assert status(fundraiser) == Fundraiser.Status.COMPLETED
    assert_books_balance()


@pytest.mark.parametrize("is_paid_out", [False, True])
def test_neither_maker_nor_backer_is_told_that_the_money_is_there(funded, ben, clock, is_paid_out):
    if is_paid_out:
        pay_out(funded, clock)
    lost(funded)
    where = collected.whereabouts(funded)
    assert (where.held, where.released, where.fees, where.yours) == (euros(0),) * 4
    assert (where.paid, where.taken, where.back) == (euros(100), euros(100), euros(0))
    (total,) = supporting.totals(ben)
    assert (total.back, total.kept) == (euros(100), euros(0))
    assert sum(year.back.amount for year in supporting.years(ben)) == 100


def test_what_the_bank_gave_back_is_there_again(funded, ben):
    payment = only(funded).hold.payment
    stripe_says.disputed(payment, "100.00 EUR", moves="taken")
    assert collected.whereabouts(funded).taken == euros(100)
    stripe_says.disputed(payment, "100.00 EUR", moves="taken back", status="won")
    where = collected.whereabouts(funded)
    assert (where.held, where.taken) == (euros(100), euros(0))
    assert supporting.totals(ben)[0].back == euros(0)
