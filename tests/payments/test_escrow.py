"""Escrow: money is held until it is clear whose it is, and leaves once."""

import pytest

from marketplace.kit.models import IllegalMove
from marketplace.kit.refusals import Refused
from payments import chart, escrow, ledger
from payments.escrow import Frozen, KeyReused, NotHeld
from payments.ledger import Posting
from payments.models import Hold
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money, opened, paid, sent

Status = Hold.Status


def on(account, currency="EUR"):
    return ledger.balance(account, currency)


def test_what_is_paid_lies_in_the_hold_and_nowhere_else(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    assert hold.status == Status.HELD
    assert escrow.left_in(hold) == on(chart.hold(hold)) == money("400.00 EUR")
    assert on(chart.gateway("stripe")) == money("-400.00 EUR")
    assert_books_balance()


def test_a_release_pays_the_payee_less_the_commission(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    part = escrow.release(hold, by=ada, key="release:1")
    assert (part.gross, part.fee, part.net) == (money("400.00 EUR"), money("80.00 EUR"), money("320.00 EUR"))
    assert on(chart.clearing(cleo.party)) == part.net
    assert on(chart.COMMISSION) == part.fee
    assert Hold.objects.get(pk=hold.pk).status == Status.RELEASED
    assert deals.told[-2:] == [("release", part.gross), ("ended", Status.RELEASED)]
    assert_books_balance()


def test_the_rest_of_a_part_release_stays_and_the_fees_of_the_parts_are_the_fee_of_the_whole(deals, ada, cleo):
    hold = held(ada, cleo, "1000.01 EUR")
    parts = [
        escrow.release(hold, amount=money("333.33 EUR"), by=ada, key="a"),
        escrow.release(hold, amount=money("333.34 EUR"), by=ada, key="b"),
    ]
    assert Hold.objects.get(pk=hold.pk).status == Status.HELD
    assert escrow.left_in(hold) == money("333.34 EUR")
    parts.append(escrow.release(hold, by=ada, key="c"))
    assert sum(part.fee_minor for part in parts) == 150_00
    assert Hold.objects.get(pk=hold.pk).status == Status.RELEASED
    assert_books_balance()


@pytest.mark.parametrize("amount", ["400.01 EUR", "0.00 EUR", "-1.00 EUR", "400.00 USD"])
def test_nothing_leaves_that_is_not_held(deals, ada, cleo, amount):
    hold = held(ada, cleo, "400.00 EUR")
    with pytest.raises(NotHeld):
        escrow.release(hold, amount=money(amount), by=ada, key="release:1")
    assert escrow.left_in(hold) == money("400.00 EUR")
    assert_books_balance()


def test_the_same_release_twice_is_one(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    first = escrow.release(hold, amount=money("100.00 EUR"), by=ada, key="release:1")
    assert escrow.release(hold, amount=money("100.00 EUR"), by=ada, key="release:1") == first
    assert escrow.left_in(hold) == money("300.00 EUR")
    assert_books_balance()


def test_two_equal_part_releases_are_two(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.release(hold, amount=money("100.00 EUR"), by=ada, key="a")
    escrow.release(hold, amount=money("100.00 EUR"), by=ada, key="b")
    assert escrow.left_in(hold) == money("200.00 EUR")
    assert_books_balance()


def test_a_key_is_never_taken_for_another_act(deals, ada, cleo):
    hold, other = held(ada, cleo, "400.00 EUR"), held(ada, cleo, "400.00 EUR")
    escrow.release(hold, amount=money("100.00 EUR"), by=ada, key="release:1")
    with pytest.raises(KeyReused):
        escrow.release(other, amount=money("100.00 EUR"), by=ada, key="release:1")
    with pytest.raises(KeyReused):
        escrow.release(hold, amount=money("200.00 EUR"), by=ada, key="release:1")
    assert_books_balance()


def test_a_hold_ends_once(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.release(hold, by=ada, key="a")
    with pytest.raises(NotHeld):
        escrow.release(hold, by=ada, key="b")
    with pytest.raises(NotHeld):
        escrow.freeze(hold, by=ada, why="too late")
    with pytest.raises(NotHeld):
        escrow.split(hold, released=money("0.00 EUR"), by=ada, key="c", why="too late")
    assert_books_balance()


def test_nothing_leaves_a_hold_that_was_never_paid(deals, ada, cleo):
    hold = opened(ada, cleo, "400.00 EUR")
    with pytest.raises(NotHeld):
        escrow.release(hold, by=ada, key="a")
    assert escrow.void(hold).status == Status.VOID
    with pytest.raises(NotHeld):
        escrow.release(hold, by=ada, key="a")
    assert_books_balance()


def test_nothing_leaves_a_frozen_hold_but_by_decision(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.freeze(hold, by=cleo, why="a dispute")
    with pytest.raises(Frozen):
        escrow.release(hold, by=ada, key="a")
    part = escrow.release(hold, by=None, key="b", is_decision=True)
    assert part.gross == money("400.00 EUR")
    assert_books_balance()


def test_a_thawed_hold_goes_on_as_before(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.freeze(hold, by=cleo, why="a dispute")
    escrow.freeze(hold, by=ada, why="again")
    assert escrow.thaw(hold, by=cleo, why="agreed").frozen_why == ""
    escrow.thaw(hold, by=cleo, why="agreed")
    assert escrow.release(hold, by=ada, key="a").gross == money("400.00 EUR")
    assert_books_balance()


def test_a_deal_has_one_hold_at_a_time(deals, ada, cleo):
    hold = opened(ada, cleo, "400.00 EUR")
    assert opened(ada, cleo, "300.00 EUR", subject=hold.subject) == hold
    assert Hold.objects.get(pk=hold.pk).amount == money("300.00 EUR")
    paid([Hold.objects.get(pk=hold.pk)], by=ada)
    with pytest.raises(Refused):
        opened(ada, cleo, "300.00 EUR", subject=hold.subject)
    assert_books_balance()


def test_what_is_being_paid_does_not_change(deals, ada, cleo):
    hold = opened(ada, cleo, "400.00 EUR")
    sent([hold], by=ada)
    assert opened(ada, cleo, "400.00 EUR", subject=hold.subject) == hold
    with pytest.raises(Refused):
        opened(ada, cleo, "300.00 EUR", subject=hold.subject)
    assert_books_balance()


def test_the_same_payment_is_held_once(deals, ada, cleo):
    hold = opened(ada, cleo, "400.00 EUR")
    payment = paid([hold], by=ada)
    assert escrow.held(hold, payment=payment).payment == payment
    other = held(ada, cleo, "100.00 EUR").payment
    with pytest.raises(IllegalMove):
        escrow.held(hold, payment=other)
    assert_books_balance()


def test_a_hold_does_not_take_another_sum_for_its_own(deals, ada, cleo):
    hold = opened(ada, cleo, "400.00 EUR")
    payment = sent([hold], by=ada)
    ledger.post("paid", [Posting(chart.gateway("stripe"), chart.hold(hold), money("399.99 EUR"))], ref="short")
    with pytest.raises(ValueError, match="399"):
        escrow.held(hold, payment=payment)


def test_it_says_beforehand_what_a_release_would_pay(deals, ada, cleo):
    hold = held(ada, cleo, "600.00 EUR")
    said = [escrow.would_take(hold, money("550.00 EUR")), escrow.would_take(hold)]
    part = escrow.release(hold, amount=money("550.00 EUR"), by=ada, key="a")
    assert said[0].net == part.net == money("445.00 EUR")
    assert said[1].net == part.net + escrow.would_take(hold).net
    assert_books_balance()
