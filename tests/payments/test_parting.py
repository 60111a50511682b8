"""A sum of a hold is set apart in one of its own: nothing leaves escrow, and no fee changes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from payments import chart, escrow, ledger, parting, receipts
from payments.breakdown import of as breakdown
from payments.escrow import Frozen, KeyReused, NotHeld
from payments.models import Hold, HoldPart
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money, opened

Status = Hold.Status


def set_apart(hold, amount, by, subject=None):
    return parting.set_apart(hold, money(amount), subject=subject or uuid4(), by=by)


def at(hold):
    return Hold.objects.get(pk=hold.pk)


def test_what_is_set_apart_lies_in_a_hold_of_its_own_between_the_same_two(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    clock.move_to(hold.held_at + timedelta(days=9))
    apart = set_apart(hold, "120.01 EUR", ada)
    assert (escrow.left_in(hold), escrow.left_in(apart)) == (money("279.99 EUR"), money("120.01 EUR"))
    same = [(one.payer, one.payee, one.terms, one.payment, one.must_leave_by, one.status) for one in (hold, apart)]
    assert same[0] == same[1]
    assert on_gateway() == money("-400.00 EUR")
    assert_books_balance()


def test_set_apart_twice_for_one_subject_is_once(deals, ada, cleo):
    hold, subject = held(ada, cleo, "400.00 EUR"), uuid4()
    assert set_apart(hold, "100.00 EUR", ada, subject) == set_apart(hold, "100.00 EUR", ada, subject)
    assert escrow.left_in(hold) == money("300.00 EUR")
    with pytest.raises(KeyReused):
        set_apart(hold, "99.00 EUR", ada, subject)
    assert_books_balance()


def test_the_fees_of_both_holds_are_the_fee_of_the_whole(deals, ada, cleo):
    hold = held(ada, cleo, "1000.01 EUR")
    apart = set_apart(hold, "333.33 EUR", ada)
    parts = [escrow.release(apart, by=ada, key="a"), escrow.release(hold, by=ada, key="b")]
    assert sum(part.fee_minor for part in parts) == 150_00
    assert {at(hold).status, at(apart).status} == {Status.RELEASED}
    assert_books_balance()


@pytest.mark.parametrize("amount", ["400.00 EUR", "400.01 EUR", "0.00 EUR", "-1.00 EUR", "100.00 USD"])
def test_nothing_is_set_apart_that_is_not_a_part_of_what_is_held(deals, ada, cleo, amount):
    hold = held(ada, cleo, "400.00 EUR")
    with pytest.raises(NotHeld):
        set_apart(hold, amount, ada)
    assert Hold.objects.count() == 1


def test_nothing_is_set_apart_out_of_what_is_frozen_or_was_never_paid(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.freeze(hold, by=ada, why="A dispute")
    with pytest.raises(Frozen):
        set_apart(hold, "100.00 EUR", ada)
    with pytest.raises(NotHeld):
        set_apart(opened(ada, cleo, "50.00 EUR"), "10.00 EUR", ada)


def test_the_database_refuses_a_hold_set_apart_for_others(deals, ada, cleo, dev):
    hold = held(ada, cleo, "400.00 EUR")
    with pytest.raises(IntegrityError, match="hold_apart_as_agreed"):
        Hold.objects.create(
            kind=hold.kind, subject=uuid4(), payer=ada.party, payee=dev.party, currency="EUR", amount_minor=1,
            terms=hold.terms, parted_from=hold,
        )  # fmt: skip


def test_at_once_with_releases_no_cent_is_there_twice(deals, ada, cleo, two_connections):
    hold = held(ada, cleo, "400.00 EUR")
    apart = [lambda: set_apart(hold, "150.00 EUR", ada)] * 4
    away = [lambda n=n: escrow.release(hold, amount=money("150.00 EUR"), by=ada, key=f"r{n}") for n in range(4)]
    results = two_connections(*apart, *away)
    assert sum(isinstance(one, Hold | HoldPart) for one in results) == 2
    assert all(isinstance(one, Hold | HoldPart | NotHeld) for one in results)
    assert escrow.left_in(hold) == money("100.00 EUR")
    assert_books_balance()


def test_a_bank_that_takes_the_payment_back_takes_it_out_of_both(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    apart = set_apart(hold, "150.00 EUR", ada)
    escrow.freeze(apart, by=ada, why="A dispute")
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    assert sorted(piece.amount_minor for piece in chargeback.recoveries.all()) == [150_00, 250_00]
    assert_books_balance()
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
    assert (escrow.left_in(hold), escrow.left_in(apart)) == (money("250.00 EUR"), money("150.00 EUR"))
    assert [at(one).status for one in (hold, apart)] == [Status.HELD, Status.FROZEN]
    assert_books_balance()


def test_a_bank_takes_what_was_released_out_of_the_part_too(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    apart = set_apart(hold, "150.00 EUR", ada)
    escrow.split(apart, released=money("100.00 EUR"), by=None, key="d", why="Decided")
    chargeback = stripe_says.disputed(hold.payment, "350.00 EUR", moves="taken")
    assert sum(piece.amount_minor for piece in chargeback.recoveries.exclude(place="loss")) == 350_00
    assert_books_balance()


def test_the_receipt_says_where_each_part_is(deals, ada, cleo, django_assert_num_queries):
    hold = held(ada, cleo, "400.00 EUR")
    apart = set_apart(hold, "150.00 EUR", ada)
    escrow.freeze(apart, by=ada, why="A dispute")
    escrow.release(hold, by=ada, key="a")
    said = list(receipts.whereabouts(breakdown(hold.payment.checkout)))
    assert [(one.amount, one.words.partition(" ")[0]) for one in said] == [
        (money("250.00 EUR"), "Released"), (money("150.00 EUR"), "In"),
    ]  # fmt: skip


def on_gateway():
    return ledger.balance(chart.gateway("stripe"), "EUR")
