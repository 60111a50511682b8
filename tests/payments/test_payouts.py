"""From the wallet to the bank: what may leave, what comes back, and how often."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.kit import outbox, timers
from marketplace.kit.refusals import NotAllowed
from payments import chart, ledger, payouts, rhythms
from payments.gateways.port import Disagrees, Rejected
from payments.models import GatewayRequest, Payout, PayoutAccount
from payments.payouts import CannotPayOut
from social.models import Notice
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import money
from tests.payments.earning import cleared, on, there, wallet

Status = Payout.Status
HOURS = timedelta(hours=1)


@pytest.fixture
def rich(deals, ada, cleo, clock):
    """Cleo has earned 320 euro, which lie on her account at the gateway."""
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    return cleo


def ask(person, amount="320.00 EUR", key="one"):
    return payouts.request(person.party, money(amount), by=person, key=key)


def turn_of_the_clock():
    """What is due happens, and what follows from it goes out."""
    timers.run_due()
    outbox.deliver()


def test_what_is_asked_for_leaves_the_wallet_at_once_and_the_books_when_the_bank_has_it(rich):
    payout = ask(rich)
    assert (wallet(rich), on(chart.on_its_way(payout))) == (money("0 EUR"), money("320.00 EUR"))
    assert stripe_says.paid_out(payout, "in_transit").status == Status.SENT
    assert stripe_says.paid_out(payout).status == Status.PAID
    assert (on(chart.on_its_way(payout)), there(rich)) == (money("0 EUR"), money("0 EUR"))
    assert_books_balance()


def test_the_call_is_made_for_the_payees_account_under_a_key_of_ours(rich):
    payout = ask(rich)
    request = GatewayRequest.objects.get(kind="payout")
    assert request.key == f"payout:{payout.pk}:1"
    assert request.on_behalf_of == payout.account.reference
    assert (request.body["amount"], request.body["currency"]) == (320_00, "eur")


def test_the_button_pressed_twice_is_one_payout(rich):
    assert ask(rich, "100.00 EUR") == ask(rich, "100.00 EUR")
    assert ask(rich, "100.00 EUR", key="two") != ask(rich, "100.00 EUR")
    assert wallet(rich) == money("120.00 EUR")


@pytest.mark.parametrize("amount", ["320.01 EUR", "0.00 EUR", "-1.00 EUR", "1.00 USD"])
def test_nothing_leaves_that_is_not_there(rich, amount):
    with pytest.raises(CannotPayOut):
        ask(rich, amount)
    assert wallet(rich) == money("320.00 EUR")


def test_a_stranger_takes_nothing_out(rich, eve):
    with pytest.raises(NotAllowed):
        payouts.request(rich.party, money("1.00 EUR"), by=eve, key="one")


def test_without_a_bank_account_nothing_can_be_paid_out(deals, ada, cleo, clock):
    cleared(ada, cleo, "400.00 EUR", clock)
    with pytest.raises(CannotPayOut, match="bank account"):
        ask(cleo)


def test_while_the_gateway_wants_to_know_more_nothing_is_paid_out(rich):
    stripe_says.opened(rich.party, payouts_enabled=False, wanted=("individual.verification.document",))
    with pytest.raises(CannotPayOut, match="know more"):
        ask(rich)


def test_two_payouts_at_once_take_the_money_once(deals, ada, cleo, clock, two_connections):
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    results = two_connections(*[lambda n=n: ask(cleo, key=f"{n}") for n in range(4)])
    assert sum(isinstance(one, Payout) for one in results) == 1
    assert sum(isinstance(one, CannotPayOut) for one in results) == 3
    assert wallet(cleo) == money("0 EUR")
    assert_books_balance()


def test_one_that_fails_is_in_the_wallet_again(rich):
    payout = ask(rich)
    stripe_says.paid_out(payout, "in_transit")
    stripe_says.paid_out(payout, "failed", failure_code="account_closed", failure_message="Closed.")
    assert Payout.objects.get().status == Status.FAILED
    assert wallet(rich) == there(rich) == money("320.00 EUR")
    assert Notice.objects.filter(user=rich, kind="payout_came_back").count() == 1
    assert_books_balance()


def test_one_that_fails_after_it_was_paid_comes_back_too_and_once(rich):
    payout = ask(rich)
    stripe_says.paid_out(payout)
    for _again in range(2):
        stripe_says.paid_out(payout, "failed", failure_code="account_closed", failure_message="Closed.")
    assert wallet(rich) == there(rich) == money("320.00 EUR")
    assert_books_balance()


def test_one_that_the_gateway_refuses_is_in_the_wallet_again(rich):
    payout = ask(rich)
    for _again in range(2):
        payouts.fail(payout.pk, Rejected("balance_insufficient", "Not enough."))
    assert Payout.objects.get().failure == "balance_insufficient"
    assert wallet(rich) == money("320.00 EUR")
    assert_books_balance()


def test_the_same_news_twice_pays_once(rich):
    payout = ask(rich)
    for status in ("paid", "in_transit", "paid", "pending"):
        stripe_says.paid_out(payout, status)
    assert Payout.objects.get().status == Status.PAID
    assert there(rich) == money("0 EUR")
    assert_books_balance()


def test_another_sum_than_was_asked_for_is_not_believed(rich):
    payout = ask(rich)
    with pytest.raises(Disagrees):
        stripe_says.paid_out(payout, amount=1)
    assert Payout.objects.get().status == Status.REQUESTED


def test_t10_after_another_bank_is_named_nothing_leaves_for_48_hours(rich, clock):
    stripe_says.opened(rich.party, bank="ba_2")
    clock.shift(48 * HOURS - timedelta(seconds=1))
    with pytest.raises(CannotPayOut, match="changed"):
        ask(rich)
    clock.shift(timedelta(seconds=1))
    assert ask(rich).status == Status.REQUESTED
    assert Notice.objects.filter(user=rich, kind="payout_bank_changed").count() == 1


def test_the_first_bank_and_the_same_bank_again_need_no_rest(rich):
    stripe_says.opened(rich.party)
    assert PayoutAccount.objects.get().rests_until is None
    assert Notice.objects.filter(user=rich, kind="payout_bank_named").count() == 1


def test_a_bank_that_was_taken_away_and_another_named_later_is_a_change(rich):
    stripe_says.opened(rich.party, bank="")
    stripe_says.opened(rich.party, bank="ba_2")
    assert PayoutAccount.objects.get().rests_until is not None


@pytest.mark.parametrize(
    ("rhythm", "after", "turn"),
    [
        ("weekly", datetime(2026, 11, 30, 6, 59, tzinfo=UTC), datetime(2026, 11, 30, 7, tzinfo=UTC)),
        ("weekly", datetime(2026, 11, 30, 7, tzinfo=UTC), datetime(2026, 12, 7, 7, tzinfo=UTC)),
        ("monthly", datetime(2026, 12, 1, 7, tzinfo=UTC), datetime(2027, 1, 1, 7, tzinfo=UTC)),
        ("monthly", datetime(2028, 2, 29, 7, tzinfo=UTC), datetime(2028, 3, 1, 7, tzinfo=UTC)),
        ("manual", datetime(2026, 12, 1, 7, tzinfo=UTC), None),
    ],
)
def test_each_rhythm_has_its_next_turn(rhythm, after, turn):
    assert rhythms.next_one(rhythm, after=after) == turn


def test_every_monday_all_that_is_there_is_paid_out_once(rich, clock):
    rhythms.choose(payouts.of(rich.party), rhythm="weekly", by=rich)
    clock.move_to(rhythms.next_turn(payouts.of(rich.party)))
    turn_of_the_clock()
    turn_of_the_clock()
    assert [payout.amount for payout in Payout.objects.all()] == [money("320.00 EUR")]
    assert_books_balance()


def test_t5_turns_that_were_slept_through_are_one(rich, clock):
    rhythms.choose(payouts.of(rich.party), rhythm="weekly", by=rich)
    clock.shift(timedelta(days=24))
    turn_of_the_clock()
    turn_of_the_clock()
    assert Payout.objects.count() == 1


def test_a_turn_that_may_not_pay_says_why_and_pays_at_the_next(rich, clock):
    rhythms.choose(payouts.of(rich.party), rhythm="weekly", by=rich)
    clock.move_to(rhythms.next_turn(payouts.of(rich.party)) - HOURS)
    stripe_says.opened(rich.party, bank="ba_2")
    clock.shift(HOURS)
    turn_of_the_clock()
    assert not Payout.objects.exists()
    assert Notice.objects.filter(user=rich, kind="payout_could_not").count() == 1
    clock.shift(timedelta(days=7))
    turn_of_the_clock()
    assert Payout.objects.count() == 1


def test_by_hand_nothing_leaves_by_itself(rich, clock):
    rhythms.choose(payouts.of(rich.party), rhythm="weekly", by=rich)
    rhythms.choose(payouts.of(rich.party), rhythm="manual", by=rich)
    clock.shift(timedelta(days=60))
    turn_of_the_clock()
    assert not Payout.objects.exists()


def test_a_payout_takes_what_is_cleared_while_it_is_asked_for(deals, ada, cleo, clock):
    """What clears at the same time is there afterwards: neither lost nor paid twice."""
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    ask(cleo)
    cleared(ada, cleo, "100.00 EUR", clock)
    assert wallet(cleo) == ledger.balance(chart.wallet(cleo.party), "EUR") == money("80.00 EUR")
    assert_books_balance()
