"""No hold outlives the gateway's limit: its sides are warned, then what is left goes back."""

from datetime import timedelta

import pytest

from accounts.models import Profile
from marketplace.kit import timers
from payments import chart, escrow, ledger, limits
from payments.models import Hold, Refund
from social.models import Notice
from tests.conftest import MONDAY
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money

Status = Hold.Status
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def at(hold):
    return Hold.objects.get(pk=hold.pk)


def told(person, kind):
    return Notice.objects.filter(user=person, kind=kind).count()


@pytest.mark.parametrize(
    ("platform", "payer", "days"),
    [
        ("DE", "", 90),
        ("DE", "DE", 90),
        ("DE", "US", 90),
        ("DE", "TH", 10),
        ("US", "", 730),
        ("US", "DE", 730),
        ("TH", "US", 10),
    ],
)
def test_the_limit_is_our_gateways_or_a_shorter_one_of_the_payer(deals, ada, cleo, settings, platform, payer, days):
    settings.PLATFORM_COUNTRY = platform
    Profile.objects.filter(party=ada.party).update(country=payer)
    hold = held(ada, cleo, "400.00 EUR")
    assert hold.must_leave_by - hold.held_at == timedelta(days=days)


def test_t9_both_sides_are_warned_thirty_fourteen_and_three_days_before(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    for before, times in ((31, 0), (30, 1), (14, 2), (3, 3)):
        clock.move_to(hold.must_leave_by - before * DAY)
        timers.run_due()
        timers.run_due()
        assert (told(ada, "hold_goes_back_payer"), told(cleo, "hold_goes_back_payee")) == (times, times)


def test_t9_a_second_before_the_limit_nothing_goes_back_and_then_once(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    clock.move_to(hold.must_leave_by - SECOND)
    timers.run_due()
    escrow.expire(hold)
    assert at(hold).status == Status.HELD
    clock.shift(SECOND)
    timers.run_due()
    timers.run_due()
    escrow.expire(hold)
    assert at(hold).status == Status.EXPIRED
    assert [refund.amount for refund in Refund.objects.all()] == [money("400.00 EUR")]
    assert told(ada, "hold_went_back") == told(cleo, "hold_went_back") == 1
    assert deals.told[-1] == ("ended", Status.EXPIRED)
    assert_books_balance()


def test_what_was_released_before_stays_released(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.release(hold, amount=money("100.00 EUR"), by=ada, key="a")
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    assert Refund.objects.get().amount == money("300.00 EUR")
    assert at(hold).status == Status.EXPIRED
    assert_books_balance()


def test_a_frozen_hold_goes_back_too(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.freeze(hold, by=cleo, why="a dispute")
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    assert at(hold).status == Status.EXPIRED
    assert_books_balance()


def test_a_hold_that_has_ended_is_not_looked_after(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    escrow.release(hold, by=ada, key="a")
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    assert not Refund.objects.exists()
    assert told(ada, "hold_goes_back_payer") == 0


def test_t5_after_days_without_a_worker_one_warning_is_sent_the_nearest(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    clock.move_to(hold.must_leave_by - 2 * DAY)
    timers.run_due()
    assert told(ada, "hold_goes_back_payer") == 1
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    assert at(hold).status == Status.EXPIRED


def test_t4_a_clock_that_steps_back_sends_nothing_back_twice(deals, ada, cleo, clock):
    hold = held(ada, cleo, "400.00 EUR")
    clock.move_to(hold.must_leave_by)
    timers.run_due()
    clock.shift(-timedelta(hours=1))
    timers.run_due()
    escrow.expire(hold)
    assert Refund.objects.count() == 1
    assert ledger.balance(chart.hold(hold), "EUR") == money("0.00 EUR")
    assert_books_balance()


def test_the_next_look_is_the_next_warning_or_the_end():
    assert limits.next_look(MONDAY + 90 * DAY, after=MONDAY) == MONDAY + 60 * DAY
    assert limits.next_look(MONDAY + 30 * DAY, after=MONDAY) == MONDAY + 16 * DAY
    assert limits.next_look(MONDAY + 2 * DAY, after=MONDAY) == MONDAY + 2 * DAY
    assert limits.next_look(MONDAY - DAY, after=MONDAY) == MONDAY - DAY
