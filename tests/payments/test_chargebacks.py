"""A bank takes a payment back: what freezes, whose money it takes, and how all of it comes back."""

from itertools import permutations

import pytest

from marketplace.kit import timers
from payments import chart, escrow, ledger, payouts, refunds
from payments.escrow import Frozen
from payments.gateways.port import Disagrees
from payments.ledger import Posting
from payments.models import Chargeback, Hold, Payment, Payout, Recovery
from payments.refunds import NotRefundable
from social.models import Notice
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money, opened, paid
from tests.payments.earning import cleared, on, owes, released, there, wallet

Status = Hold.Status


def at(hold):
    return Hold.objects.get(pk=hold.pk)


def payment_of(hold):
    return at(hold).payment


def taken(chargeback):
    """By place, in euro cents."""
    return {str(piece.place): piece.amount_minor for piece in chargeback.recoveries.all()}


def test_the_first_news_freezes_what_is_held_and_moves_no_money(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "400.00 EUR")
    assert at(hold).status == Status.FROZEN
    assert escrow.left_in(hold) == money("400.00 EUR")
    assert Notice.objects.filter(user=cleo, kind="chargeback_came").count() == 1
    assert_books_balance()


def test_nothing_leaves_by_decision_either_until_the_bank_has_decided(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "100.00 EUR")
    for act in (
        lambda: escrow.release(hold, by=None, key="a", is_decision=True),
        lambda: escrow.split(hold, released=money("200.00 EUR"), by=None, key="b", why=""),
    ):
        with pytest.raises(Frozen):
            act()
    with pytest.raises(NotRefundable):
        refunds.ask(hold.payment, money("1.00 EUR"), source=chart.hold(hold), key="c", by=None, why="")


def test_money_that_was_still_held_is_what_goes(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    assert taken(chargeback) == {"hold": 400_00}
    assert escrow.left_in(hold) == on(chart.DISPUTES) == money("0 EUR")
    assert on(chart.gateway("stripe")) == money("20.00 EUR")  # the gateway's fee is paid by the platform
    assert on(chart.FEE_EXPENSE) == money("-20.00 EUR")
    assert payment_of(hold).status == Payment.Status.CHARGED_BACK
    assert_books_balance()


def test_lost_with_all_that_was_held_the_hold_has_ended(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
    assert (chargeback.status, at(hold).status) == (Chargeback.Status.LOST, Status.REFUNDED)
    assert payment_of(hold).status == Payment.Status.LOST
    assert deals.told[-1] == ("ended", Status.REFUNDED)
    assert_books_balance()


def test_won_all_is_as_it_was(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
    assert (at(hold).status, escrow.left_in(hold)) == (Status.HELD, money("400.00 EUR"))
    assert on(chart.FEE_EXPENSE) == money("0 EUR")
    assert payment_of(hold).status == Payment.Status.WON
    assert escrow.release(at(hold), by=ada, key="a").gross == money("400.00 EUR")
    assert_books_balance()


def test_an_inquiry_freezes_takes_nothing_and_lets_go(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "400.00 EUR", status="warning_needs_response")
    assert at(hold).status == Status.FROZEN
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", status="warning_closed")
    assert (chargeback.withdrawn_at, at(hold).status) == (None, Status.HELD)
    assert payment_of(hold).status == Payment.Status.SUCCEEDED
    assert_books_balance()


STEPS = {
    "created": {},
    "withdrawn": {"moves": "taken"},
    "closed": {"moves": "taken back", "status": "won"},
}


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" ".join)
def test_c9_news_in_any_order_and_twice_ends_the_same(deals, ada, cleo, order):
    """Events come in any order; each is worked on by how the dispute is then, which is never earlier than it says."""
    hold = released(ada, cleo, "400.00 EUR")
    latest = 0
    for name in (*order, *order):
        latest = max(latest, list(STEPS).index(name))
        chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", **STEPS[list(STEPS)[latest]])
    assert chargeback.status == Chargeback.Status.WON
    assert on(chart.clearing(cleo.party)) == money("320.00 EUR")
    assert_books_balance()


def test_of_what_was_released_payee_and_platform_give_back_as_they_got(deals, ada, cleo):
    hold = released(ada, cleo, "400.00 EUR")
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    assert taken(chargeback) == {"clearing": 320_00, "commission": 80_00}
    assert on(chart.clearing(cleo.party)) == on(chart.COMMISSION) == money("0 EUR")
    assert_books_balance()


def test_a_part_takes_from_each_in_proportion_and_all_parts_take_all(deals, ada, cleo):
    hold = released(ada, cleo, "99.97 EUR")
    first = stripe_says.disputed(hold.payment, "33.33 EUR", moves="taken", n=1)
    second = stripe_says.disputed(hold.payment, "66.64 EUR", moves="taken", n=2)
    assert sum(taken(first).values()) == 33_33
    assert on(chart.clearing(cleo.party)) == on(chart.COMMISSION) == on(chart.DISPUTES) == money("0 EUR")
    assert taken(first)["clearing"] + taken(second)["clearing"] == hold.parts.get().net_minor
    assert_books_balance()


def test_what_was_taken_does_not_clear(deals, ada, cleo, clock):
    hold = released(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken", status="lost")
    clock.move_to(hold.parts.get().clearing.due_at)
    timers.run_due()
    assert wallet(cleo) == money("240.00 EUR")
    assert_books_balance()


def test_what_is_won_after_it_would_have_cleared_is_free_at_once(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = released(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken")
    clock.move_to(hold.parts.get().clearing.due_at)
    timers.run_due()
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken back", status="won")
    stripe_says.transferred(cleo.party)
    assert wallet(cleo) == there(cleo) == money("320.00 EUR")
    assert_books_balance()


def test_out_of_the_wallet_and_the_cash_follows(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    assert taken(chargeback) == {"wallet": 320_00, "commission": 80_00}
    stripe_says.taken_back(cleo.party)
    assert wallet(cleo) == there(cleo) == money("0 EUR")
    assert_books_balance()
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
    stripe_says.transferred(cleo.party)
    assert wallet(cleo) == there(cleo) == money("320.00 EUR")
    assert_books_balance()


def test_what_was_paid_out_already_is_owed_and_netted_from_what_is_released_later(deals, ada, ben, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    stripe_says.paid_out(payouts.request(cleo.party, money("300.00 EUR"), by=cleo, key="a"))
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
    assert (wallet(cleo), owes(cleo)) == (money("0 EUR"), money("300.00 EUR"))
    cleared(ben, cleo, "200.00 EUR", clock)
    assert (wallet(cleo), owes(cleo)) == (money("0 EUR"), money("140.00 EUR"))
    cleared(ben, cleo, "200.00 EUR", clock)
    assert (wallet(cleo), owes(cleo)) == (money("20.00 EUR"), money("0 EUR"))
    stripe_says.taken_back(cleo.party)
    assert there(cleo) == money("20.00 EUR")
    assert_books_balance()


def test_won_after_the_debt_was_netted_everything_is_in_the_wallet(deals, ada, ben, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    stripe_says.paid_out(payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a"))
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    cleared(ben, cleo, "200.00 EUR", clock)
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
    stripe_says.transferred(cleo.party)
    assert (wallet(cleo), owes(cleo), there(cleo)) == (money("160.00 EUR"), money("0 EUR"), money("160.00 EUR"))
    assert_books_balance()


def test_a_payout_that_fails_pays_what_is_owed_first(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    payout = payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
    assert owes(cleo) == money("320.00 EUR")
    stripe_says.paid_out(payout, "failed")
    stripe_says.taken_back(cleo.party)
    assert wallet(cleo) == owes(cleo) == there(cleo) == money("0 EUR")
    assert_books_balance()


def test_a_transfer_that_was_not_made_yet_is_made_smaller(deals, ada, cleo, clock):
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken")
    stripe_says.opened(cleo.party)
    assert [transfer.amount for transfer in stripe_says.transferred(cleo.party)] == [money("240.00 EUR")]
    assert_books_balance()


def test_a_transfer_that_is_on_its_way_is_taken_back_when_it_is_there(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = released(ada, cleo, "400.00 EUR")
    clock.move_to(hold.parts.get().clearing.due_at)
    timers.run_due()
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken")
    assert stripe_says.taken_back(cleo.party) == []
    stripe_says.transferred(cleo.party)
    assert [one.amount for one in stripe_says.taken_back(cleo.party)] == [money("80.00 EUR")]
    assert wallet(cleo) == there(cleo) == money("240.00 EUR")
    assert_books_balance()


def test_a_transfer_that_was_refused_gives_back_nothing_it_never_got(deals, ada, cleo, clock):
    stripe_says.opened(cleo.party)
    hold = released(ada, cleo, "400.00 EUR")
    clock.move_to(hold.parts.get().clearing.due_at)
    timers.run_due()
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken")
    stripe_says.refused(cleo.party.transfers.get())
    clock.shift(86_400)
    timers.run_due()
    stripe_says.transferred(cleo.party)
    assert wallet(cleo) == there(cleo) == money("240.00 EUR")
    assert_books_balance()


def test_of_several_sellers_each_bears_the_part_of_their_own_deal(deals, ada, ben, cleo):
    holds = [opened(ada, cleo, "100.00 EUR"), opened(ada, ben, "200.01 EUR")]
    payment = paid(holds, by=ada)
    escrow.release(at(holds[0]), by=ada, key="a")
    chargeback = stripe_says.disputed(payment, "100.00 EUR", moves="taken")
    by_deal = {piece.hold_id: 0 for piece in chargeback.recoveries.all()}
    for piece in chargeback.recoveries.all():
        by_deal[piece.hold_id] += piece.amount_minor
    assert by_deal == {holds[0].pk: 33_33, holds[1].pk: 66_67}
    assert at(holds[1]).status == Status.FROZEN
    assert_books_balance()


def test_what_went_back_to_the_payer_before_is_not_taken_from_its_deal(deals, ada, ben, cleo):
    holds = [opened(ada, cleo, "100.00 EUR"), opened(ada, ben, "200.00 EUR")]
    payment = paid(holds, by=ada)
    escrow.refund(at(holds[0]), by=cleo, key="a", why="")
    chargeback = stripe_says.disputed(payment, "150.00 EUR", moves="taken")
    assert [(piece.hold, piece.amount) for piece in chargeback.recoveries.all()] == [(holds[1], money("150.00 EUR"))]
    assert_books_balance()


def test_one_of_two_closed_does_not_let_go_what_the_other_holds(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    for n in (1, 2):
        stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken", n=n)
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken back", status="won", n=1)
    assert at(hold).status == Status.FROZEN
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken", status="lost", n=2)
    assert at(hold).status == Status.HELD
    assert payment_of(hold).status == Payment.Status.LOST
    assert escrow.left_in(hold) == money("300.00 EUR")
    assert_books_balance()


def test_what_is_left_after_a_lost_part_can_be_released_or_sent_back(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken", status="lost")
    escrow.release(at(hold), amount=money("100.00 EUR"), by=ada, key="a")
    escrow.refund(at(hold), by=cleo, key="b", why="")
    assert at(hold).status == Status.SPLIT
    assert_books_balance()


def test_a_hold_that_was_frozen_for_a_dispute_stays_frozen(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.freeze(hold, by=cleo, why="a dispute of the two")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken back", status="won")
    assert at(hold).status == Status.FROZEN
    assert_books_balance()


def test_while_the_bank_thinks_the_limit_waits_and_then_holds(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken")
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    assert at(hold).status == Status.FROZEN
    stripe_says.disputed(hold.payment, "100.00 EUR", moves="taken", status="lost")
    clock.shift(86_400)
    timers.run_due()
    assert at(hold).status == Status.EXPIRED
    assert_books_balance()


def test_where_our_fee_is_gone_the_platform_bears_it_all_the_same(deals, ada, cleo):
    hold = released(ada, cleo, "400.00 EUR")
    ledger.post("spent", [Posting(chart.COMMISSION, chart.LOSSES, money("50.00 EUR"))], ref="spent")
    chargeback = stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken")
    assert taken(chargeback) == {"clearing": 320_00, "commission": 30_00, "loss": 50_00}
    assert_books_balance()


def test_more_than_was_paid_is_not_believed(deals, ada, cleo):
    hold = held(ada, cleo, "400.00 EUR")
    with pytest.raises(Disagrees):
        stripe_says.disputed(hold.payment, "400.01 EUR", moves="taken")


def test_c13_a_payout_and_a_chargeback_at_once_take_each_cent_once(deals, ada, cleo, clock, two_connections):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    payment = payment_of(hold)
    results = two_connections(
        lambda: payouts.request(cleo.party, money("320.00 EUR"), by=cleo, key="a"),
        lambda: stripe_says.disputed(payment, "400.00 EUR", moves="taken"),
    )
    was_paid_out = isinstance(results[0], Payout)
    assert owes(cleo) == (money("320.00 EUR") if was_paid_out else money("0 EUR"))
    assert wallet(cleo) == money("0 EUR")
    assert sum(piece.amount_minor for piece in Recovery.objects.all()) == 400_00
    assert_books_balance()


def test_c8_the_same_news_in_parallel_is_worked_on_once(deals, ada, cleo, two_connections):
    payment = released(ada, cleo, "400.00 EUR").payment
    two_connections(*[lambda: stripe_says.disputed(payment, "400.00 EUR", moves="taken", status="lost")] * 6)
    assert Chargeback.objects.count() == 1
    assert sum(piece.amount_minor for piece in Recovery.objects.all()) == 400_00
    assert_books_balance()


def test_c2_release_refund_and_chargeback_at_once_leave_true_books(deals, ada, cleo, two_connections):
    hold = held(ada, cleo, "400.00 EUR")
    payment = payment_of(hold)
    two_connections(
        lambda: escrow.release(hold, by=ada, key="a"),
        lambda: escrow.refund(hold, by=cleo, key="b", why=""),
        lambda: stripe_says.disputed(payment, "400.00 EUR", moves="taken"),
        lambda: escrow.freeze(hold, by=cleo, why="a dispute"),
    )
    assert_books_balance()
