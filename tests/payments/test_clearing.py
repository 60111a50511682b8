"""What was released rests some days, and is then the payee's to take out."""

from datetime import timedelta

import pytest

from marketplace.kit import timers
from marketplace.kit.models import Timer
from payments import chart, clearing, escrow, ledger
from payments.models import Clearing
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money

SECOND = timedelta(seconds=1)


def wallet(person):
    return ledger.balance(chart.wallet(person.party), "EUR")


def cleared(hold, clock):
    """Release it, and let its days pass."""
    part = escrow.release(hold, by=None, key=f"release:{hold.pk}")
    clock.move_to(part.clearing.due_at)
    timers.run_due()
    return part


def test_the_first_release_to_somebody_rests_fourteen_days(deals, ada, cleo, clock):
    part = escrow.release(held(ada, cleo, "400.00 EUR"), by=ada, key="a")
    assert part.clearing.due_at - part.at == timedelta(days=14)


def test_once_one_has_cleared_it_is_five_days(deals, ada, cleo, clock):
    cleared(held(ada, cleo, "400.00 EUR"), clock)
    part = escrow.release(held(ada, cleo, "400.00 EUR"), by=ada, key="a")
    assert part.clearing.due_at - part.at == timedelta(days=5)


def test_t1_a_second_before_nothing_is_free_and_then_once(deals, ada, cleo, clock):
    part = escrow.release(held(ada, cleo, "400.00 EUR"), by=ada, key="a")
    clock.move_to(part.clearing.due_at - SECOND)
    timers.run_due()
    assert wallet(cleo) == money("0.00 EUR")
    clock.shift(SECOND)
    timers.run_due()
    timers.run_due()
    clearing.finish(part.clearing)
    assert wallet(cleo) == money("320.00 EUR")
    assert_books_balance()


def test_t4_a_clock_that_steps_back_frees_nothing_twice(deals, ada, cleo, clock):
    part = cleared(held(ada, cleo, "400.00 EUR"), clock)
    clock.shift(-timedelta(hours=1))
    timers.run_due()
    clearing.finish(part.clearing)
    clock.shift(timedelta(hours=2))
    timers.run_due()
    assert wallet(cleo) == money("320.00 EUR")
    assert_books_balance()


def test_t5_after_three_days_without_a_worker_all_is_freed_once_and_in_order(deals, ada, cleo, clock):
    parts = [escrow.release(held(ada, cleo, f"{n}00.00 EUR"), by=ada, key=f"{n}") for n in (1, 2)]
    clock.move_to(max(part.clearing.due_at for part in parts) + timedelta(days=3))
    assert timers.run_due() >= 2
    moments = list(Clearing.objects.order_by("due_at", "pk").values_list("cleared_at", flat=True))
    assert moments == sorted(moments)
    assert wallet(cleo) == sum((part.net for part in parts), start=money("0.00 EUR"))
    assert_books_balance()


def test_two_workers_free_it_once(deals, ada, cleo, two_connections, clock):
    part = escrow.release(held(ada, cleo, "400.00 EUR"), by=ada, key="a")
    clock.move_to(part.clearing.due_at)
    two_connections(*[lambda: clearing.finish(part.clearing)] * 2)
    assert wallet(cleo) == money("320.00 EUR")
    assert_books_balance()


@pytest.mark.parametrize("moment", ["2026-03-28T12:00Z", "2028-02-28T23:59Z", "2026-12-31T23:59Z"])
def test_t3_days_are_days_of_24_hours_whatever_clocks_on_walls_do(deals, ada, cleo, clock, moment):
    clock.move_to(moment)
    part = escrow.release(held(ada, cleo, "400.00 EUR"), by=ada, key="a")
    assert part.clearing.due_at - part.at == timedelta(days=14)


def test_a_release_of_which_nothing_is_left_for_the_payee_rests_not(deals, ada, cleo):
    hold = held(ada, cleo, "0.05 EUR")
    hold.terms |= {"first_permyriad": 10_000, "then_permyriad": 10_000}
    hold.save(update_fields=["terms"])
    part = escrow.release(hold, by=ada, key="a")
    assert part.net == money("0.00 EUR")
    assert not Clearing.objects.filter(part=part).exists()
    assert not Timer.objects.filter(kind=clearing.TIMER).exists()
