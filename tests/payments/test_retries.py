"""An act that the database breaks off is done again, and happens once."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import OperationalError, transaction

from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused
from payments import chart, ledger, retries
from payments.chart import AccountName
from payments.ledger import Posting
from payments.models import Entry
from tests.payments.books import assert_books_balance

OUTSIDE = chart.custodian("test")
ONE, TWO = AccountName("wallet", chart.HOUSE), AccountName("clearing", chart.HOUSE)


def pay(to: AccountName, ref: str) -> ledger.Posted:
    return ledger.post("paid", [Posting(OUTSIDE, to, Money(1, "EUR"))], ref=ref)


class Crossing:
    """Two acts that take the same two accounts in opposite order, each waiting until the other has its first."""

    def __init__(self) -> None:
        self.meet = Barrier(2)
        self.attempts = 0

    def go(self, first: AccountName, second: AccountName, name: str) -> list[bool]:
        self.attempts += 1
        source = chart.custodian(name)
        posted = [ledger.post("crossed", [Posting(source, first, Money(1, "EUR"))], ref=f"{name}:first")]
        with suppress(BrokenBarrierError):  # the other has been here already
            self.meet.wait(timeout=5)
        self.meet.abort()
        posted.append(ledger.post("crossed", [Posting(source, second, Money(1, "EUR"))], ref=f"{name}:second"))
        return [one.is_new for one in posted]


@pytest.fixture
def crossing(transactional_db: None) -> Crossing:
    for account in (ONE, TWO):
        ledger.post("opened", [Posting(OUTSIDE, account, Money(1, "EUR"))], ref=f"open:{account.code}")
    return Crossing()


def test_of_two_acts_that_wait_for_each_other_both_happen_once(
    two_connections: Callable[..., list[Any]], crossing: Crossing
) -> None:
    act = retries.atomic(crossing.go)
    results = two_connections(lambda: act(ONE, TWO, "a"), lambda: act(TWO, ONE, "b"))
    assert results == [[True, True], [True, True]]
    assert crossing.attempts == 3
    assert Entry.objects.filter(kind="crossed").count() == 4
    assert_books_balance()


def test_without_it_one_of_them_would_be_lost(two_connections: Callable[..., list[Any]], crossing: Crossing) -> None:
    act = transaction.atomic(crossing.go)
    results = two_connections(lambda: act(ONE, TWO, "a"), lambda: act(TWO, ONE, "b"))
    assert sorted(isinstance(result, OperationalError) for result in results) == [False, True]
    assert_books_balance()


def test_what_was_said_for_later_is_said_once(two_connections: Callable[..., list[Any]], crossing: Crossing) -> None:
    said: list[str] = []

    @retries.atomic
    def act(first: AccountName, second: AccountName, name: str) -> None:
        transaction.on_commit(lambda: said.append(name))
        crossing.go(first, second, name)

    two_connections(lambda: act(ONE, TWO, "a"), lambda: act(TWO, ONE, "b"))
    assert sorted(said) == ["a", "b"]


@pytest.mark.parametrize("error", [Refused("No."), OperationalError("the connection was lost"), ValueError()])
def test_anything_else_ends_the_act_at_once(transactional_db: None, error: Exception) -> None:
    attempts = []

    @retries.atomic
    def act() -> None:
        attempts.append(1)
        pay(ONE, "in")
        raise error

    with pytest.raises(type(error)):
        act()
    assert (len(attempts), Entry.objects.count()) == (1, 0)


class BrokenOff(OperationalError):
    sqlstate = "40001"


def always_broken_off(attempts: list[int]) -> Callable[[], None]:
    def act() -> None:
        attempts.append(1)
        raise BrokenOff

    return retries.atomic(act)


def test_it_gives_up_after_some_tries(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "PAUSE", 0)
    attempts: list[int] = []
    with pytest.raises(BrokenOff):
        always_broken_off(attempts)()
    assert len(attempts) == retries.TRIES


def test_a_part_of_another_act_leaves_it_to_the_whole(db: None) -> None:
    attempts: list[int] = []
    with pytest.raises(BrokenOff), transaction.atomic():
        always_broken_off(attempts)()
    assert len(attempts) == 1
