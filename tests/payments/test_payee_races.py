"""Payees, payers and banks at the same moment, over HTTP: each cent is taken once, and nobody is told two things."""

from collections import Counter
from uuid import uuid4

import pytest
from django.urls import reverse

from payments import escrow, payouts
from payments.models import Hold, HoldPart, Payout, Recovery
from tests import cast
from tests.payments import deals as deals_of_tests
from tests.payments import racing, stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import cleared, owes, wallet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deals(transactional_db):
    return deals_of_tests.plugged()


@pytest.fixture
def rich(deals, clock):
    """Cleo can take out 320 euro that Ada paid."""
    ada, cleo = cast.ada(), cast.cleo()
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    return cleo, Hold.objects.get(pk=hold.pk)


def payout(live_server, person, amount, once):
    path = f"{reverse('payments:new_payout')}?currency=EUR"
    return racing.form(live_server.url, path, {"amount": amount, "once": once}, by=person)


@racing.matrix
def test_c7_the_same_payout_form_sent_many_times_is_one_payout(rich, live_server, workers, seed):
    cleo, _hold = rich
    answers = racing.at_once([payout(live_server, cleo, "320.00", uuid4())] * workers, seed=seed)
    made = Payout.objects.get()
    assert Counter(answer.status for answer in answers)[303] >= 1
    assert {answer.location for answer in answers if answer.status == 303} == {made.get_absolute_url()}
    assert wallet(cleo) == money("0 EUR")
    assert_books_balance()


@racing.matrix
def test_many_payouts_at_once_take_no_more_than_is_there(rich, live_server, workers, seed):
    cleo, _hold = rich
    racing.at_once([payout(live_server, cleo, "100.00", uuid4()) for _n in range(workers)], seed=seed)
    asked = Payout.objects.count()
    assert asked == min(3, workers)
    assert wallet(cleo) == money("320.00 EUR") - money("100.00 EUR") * asked
    assert_books_balance()


@racing.matrix
def test_c13_payouts_and_a_chargeback_at_once_take_each_cent_once(rich, live_server, workers, seed):
    cleo, hold = rich
    acts = [payout(live_server, cleo, "160.00", uuid4()) for _n in range(workers - 1)]
    acts.insert(workers // 2, lambda: stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken"))
    racing.at_once(acts, seed=seed)
    gone = money("160.00 EUR") * Payout.objects.count()
    assert (owes(cleo), wallet(cleo)) == (gone, money("0 EUR"))
    assert sum(piece.amount_minor for piece in Recovery.objects.all()) == 400_00
    assert_books_balance()


@racing.matrix
def test_c2_release_refund_freeze_and_chargeback_of_one_hold_end_it_in_one_way(deals, clock, workers, seed):
    ada, cleo = cast.ada(), cast.cleo()
    hold = held(ada, cleo, "400.00 EUR")
    payment = hold.payment
    kinds = [
        lambda n: escrow.release(hold, by=ada, key=f"release:{n}"),
        lambda n: escrow.refund(hold, by=cleo, key=f"refund:{n}", why=""),
        lambda n: escrow.freeze(hold, by=cleo, why="a dispute"),
        lambda n: stripe_says.disputed(payment, "400.00 EUR", moves="taken"),
    ]
    acts = [lambda n=n: kinds[n % 4](n) for n in range(workers)]
    racing.at_once(acts, seed=seed)
    hold.refresh_from_db()
    assert HoldPart.objects.count() <= 1
    assert escrow.left_in(hold) == money("0 EUR") or hold.status == Hold.Status.FROZEN
    assert_books_balance()


def test_nobody_is_locked_out_by_a_page_that_asks(rich, live_server):
    """Reading takes no lock: the wallet opens while its owner is paid out."""
    cleo, _hold = rich
    read = racing.request(live_server.url, "GET", reverse("payments:wallet"), by=cleo)
    answers = racing.at_once([read, payout(live_server, cleo, "100.00", uuid4()), read], seed=1)
    assert [answer.status for answer in answers] == [200, 303, 200]
    assert payouts.ready(cleo.party, "EUR") == money("220.00 EUR")
