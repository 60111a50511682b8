"""Holding money longer than one payment may be held: both must want it, and the payer pays anew."""

from datetime import timedelta

import pytest

from marketplace.kit.refusals import NotAllowed
from payments import checkouts, escrow, renewals
from payments.models import Checkout, Hold, HoldRenewal, Payment
from payments.renewals import NotNow
from social.models import Notice
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money

Status = HoldRenewal.Status
DAY = timedelta(days=1)


@pytest.fixture
def late(deals, ada, cleo, clock):
    """A hold whose limit is ten days away."""
    hold = held(ada, cleo, "400.00 EUR")
    clock.move_to(hold.must_leave_by - 10 * DAY)
    return hold


def at(hold):
    return Hold.objects.get(pk=hold.pk)


def test_the_payer_asks_the_payee_agrees_and_then_it_can_be_paid(late, ada, cleo):
    renewals.ask(late, by=ada)
    assert Notice.objects.filter(user=cleo, kind="renewal_asked").count() == 1
    with pytest.raises(NotNow):
        checkouts.open([("hold_renewal", renewals.of(late).pk)], by=ada)
    renewal = renewals.agree(late, by=cleo)
    assert Notice.objects.filter(user=ada, kind="renewal_asked").count() == 1
    assert checkouts.open([("hold_renewal", renewal.pk)], by=ada).total == money("400.00 EUR")


def test_twice_asks_and_agrees_once(late, ada, cleo):
    for _again in range(2):
        renewals.ask(late, by=ada)
        renewals.agree(late, by=cleo)
    assert HoldRenewal.objects.get().status == Status.AGREED
    assert Notice.objects.filter(kind="renewal_asked").count() == 2


def test_each_speaks_for_their_own_side_alone(late, ada, cleo, eve):
    for act, person in ((renewals.ask, cleo), (renewals.agree, ada), (renewals.ask, eve), (renewals.agree, eve)):
        with pytest.raises(NotAllowed):
            act(late, by=person)


def test_it_is_too_early_before_the_first_warning_and_too_late_at_the_limit(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    for moment in (hold.must_leave_by - 30 * DAY - timedelta(seconds=1), hold.must_leave_by):
        clock.move_to(moment)
        with pytest.raises(NotNow):
            renewals.ask(hold, by=ada)
    clock.move_to(hold.must_leave_by - 30 * DAY)
    assert renewals.ask(hold, by=ada).status == Status.ASKED


def test_frozen_money_is_not_held_longer(late, ada, cleo):
    escrow.freeze(late, by=cleo, why="a dispute")
    with pytest.raises(NotNow):
        renewals.ask(at(late), by=ada)


def test_what_was_said_of_another_sum_counts_no_more(late, ada, cleo):
    renewals.agree(late, by=cleo)
    escrow.release(late, amount=money("100.00 EUR"), by=ada, key="a")
    assert renewals.of(at(late)) is None
    assert renewals.agree(at(late), by=cleo).amount == money("300.00 EUR")
    assert sorted(HoldRenewal.objects.values_list("status", flat=True)) == [Status.AGREED, Status.LAPSED]


def test_with_the_hold_it_ends(late, ada, cleo):
    renewals.agree(late, by=cleo)
    escrow.release(late, by=ada, key="a")
    assert HoldRenewal.objects.get().status == Status.LAPSED
    assert_books_balance()


def test_a_stranger_gets_no_quote(late, cleo, eve):
    renewal = renewals.agree(late, by=cleo)
    with pytest.raises(NotAllowed):
        checkouts.open([("hold_renewal", renewal.pk)], by=eve)


def post(browser, hold, act):
    return browser.post(f"{hold.get_absolute_url()}renewal/{act}")


def test_the_pages_lead_from_the_question_to_the_checkout(late, ada, cleo, client_of):
    payer, payee = client_of(ada), client_of(cleo)
    assert "Ask to hold it longer" in payer.get(late.get_absolute_url()).content.decode()
    assert post(payer, late, "").status_code == 303
    assert "Agree to hold it longer" in payee.get(late.get_absolute_url()).content.decode()
    assert post(payee, late, "agreement/").status_code == 303
    assert "Hold €400.00 longer" in payer.get(late.get_absolute_url()).content.decode()
    answer = post(payer, late, "payment/")
    assert answer["Location"] == Checkout.objects.latest("created_at").get_absolute_url()
    assert not Payment.objects.exclude(pk=late.payment_id).exists()


@pytest.mark.parametrize("act", ["", "agreement/", "payment/"])
def test_acts_are_posted_by_the_sides(late, ada, eve, client, client_of, act):
    address = f"{late.get_absolute_url()}renewal/{act}"
    assert client_of(ada).get(address).status_code == 405
    assert client_of(eve).post(address).status_code == 404
    assert client.post(address).status_code == 302


def test_a_payment_without_an_agreement_leads_back(late, ada, client_of):
    assert post(client_of(ada), late, "payment/")["Location"] == late.get_absolute_url()
