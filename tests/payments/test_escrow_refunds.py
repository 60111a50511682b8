"""What goes back to the payer, and what is parted between the two."""

import pytest

from payments import chart, escrow, ledger
from payments.escrow import NotHeld
from payments.models import Hold, HoldPart, Refund
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money

Status = Hold.Status


def at(hold):
    return Hold.objects.get(pk=hold.pk)


def test_a_refund_sends_all_back_by_the_way_it_came_without_a_fee(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    part = escrow.refund(hold, by=cleo, key="a", why="no time")
    refund = Refund.objects.get()
    assert (part.gross, part.fee, part.net, part.to) == (hold.amount, money("0 EUR"), hold.amount, ada.party)
    assert ledger.balance(chart.on_its_way_back(refund), "EUR") == refund.amount == hold.amount
    assert at(hold).status == Status.REFUNDED
    assert_books_balance()


def test_the_same_refund_twice_is_one_and_two_equal_ones_are_two(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    for key in ("a", "a", "b"):
        escrow.refund(hold, amount=money("100.00 EUR"), by=cleo, key=key, why="")
    assert Refund.objects.count() == 2
    assert escrow.left_in(hold) == money("200.00 EUR")
    assert_books_balance()


def test_a_hold_of_which_a_part_was_released_and_the_rest_went_back_was_split(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.release(hold, amount=money("0.01 EUR"), by=ada, key="a")
    escrow.refund(hold, by=cleo, key="b", why="")
    assert at(hold).status == Status.SPLIT
    assert_books_balance()


def test_a_decision_parts_what_is_frozen_to_the_cent(deals, ada, cleo):
    hold = held(ada, cleo, "400.01 EUR")
    escrow.freeze(hold, by=ada, why="a dispute")
    release, refund = escrow.split(hold, released=money("133.34 EUR"), by=None, key="decision", why="two of six")
    assert (release.gross, refund.gross) == (money("133.34 EUR"), money("266.67 EUR"))
    assert at(hold).status == Status.SPLIT
    assert_books_balance()


@pytest.mark.parametrize(("released", "kinds"), [("400.00 EUR", ["release"]), ("0.00 EUR", ["refund"])])
def test_a_decision_may_give_one_side_all(deals, ada, cleo, released, kinds):
    hold = held(ada, cleo, "400.00 EUR")
    parts = escrow.split(hold, released=money(released), by=None, key="d", why="")
    assert [part.kind for part in parts] == kinds
    assert at(hold).status == {"release": Status.RELEASED, "refund": Status.REFUNDED}[kinds[0]]
    assert_books_balance()


def test_the_same_decision_twice_is_one(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    first = escrow.split(hold, released=money("100.00 EUR"), by=None, key="d", why="")
    assert escrow.split(hold, released=money("100.00 EUR"), by=None, key="d", why="") == first
    assert HoldPart.objects.count() == 2


@pytest.mark.parametrize("released", ["400.01 EUR", "-0.01 EUR", "100.00 USD"])
def test_no_more_is_parted_than_is_held(deals, ada, cleo, released):
    hold = held(ada, cleo, "400.00 EUR")
    with pytest.raises(NotHeld):
        escrow.split(hold, released=money(released), by=None, key="d", why="")
    assert escrow.left_in(hold) == money("400.00 EUR")


def test_each_floor_hears_once_what_left_its_hold_and_that_it_ended(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.split(hold, released=money("100.00 EUR"), by=None, key="d", why="")
    assert deals.told == [
        ("release", money("100.00 EUR")),
        ("refund", money("300.00 EUR")),
        ("ended", Status.SPLIT),
    ]


def test_where_an_act_fails_at_its_end_nothing_of_it_stands(deals, ada, cleo, monkeypatch):
    hold = held(ada, cleo, "400.00 EUR")

    def broken(hold, part):
        raise RuntimeError("the floor above")

    monkeypatch.setattr(deals, "parted", broken)
    with pytest.raises(RuntimeError):
        escrow.release(hold, by=ada, key="a")
    assert escrow.left_in(hold) == money("400.00 EUR")
    assert not HoldPart.objects.exists()
    assert_books_balance()
