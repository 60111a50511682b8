"""The one writer of the books: an event is written once, whole, in order, and only what is there can leave."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from marketplace.kit.money import Money
from payments import chart, ledger
from payments.chart import AccountName
from payments.ledger import NotEnough, Posting, RefReused
from payments.models import Account, Entry
from payments.models import Posting as PostingRow
from tests.payments.books import assert_books_balance

OUTSIDE = chart.custodian("test")  # a mirror that may go below zero


def euros(amount: str) -> Money:
    return Money(amount, "EUR")


def pay_in(to: AccountName, amount: str = "100.00", *, ref: str = "in") -> ledger.Posted:
    return ledger.post("paid", [Posting(OUTSIDE, to, euros(amount))], ref=ref)


def on(account: AccountName, currency: str = "EUR") -> Money:
    return ledger.balance(account, currency)


@pytest.fixture
def wallet(cleo: User) -> AccountName:
    return chart.wallet(cleo.party)


def test_an_amount_leaves_one_account_and_comes_to_another(wallet: AccountName) -> None:
    pay_in(wallet)
    assert (on(OUTSIDE), on(wallet)) == (euros("-100.00"), euros("100.00"))
    assert_books_balance()


def test_an_entry_moves_all_its_postings_or_none(wallet: AccountName) -> None:
    pay_in(wallet)
    too_much = [Posting(wallet, chart.COMMISSION, euros("60")), Posting(wallet, chart.TAX, euros("60"))]
    with pytest.raises(NotEnough), transaction.atomic():
        ledger.post("taken", too_much, ref="out")
    assert (on(wallet), on(chart.COMMISSION)) == (euros("100.00"), euros("0"))
    assert ledger.find("out") is None
    assert_books_balance()


def test_the_same_ref_with_the_same_body_is_the_same_entry(wallet: AccountName) -> None:
    first, second = pay_in(wallet), pay_in(wallet)
    assert (first.id, first.is_new, second.is_new) == (second.id, True, False)
    assert on(wallet) == euros("100.00")
    assert_books_balance()


def test_the_same_ref_with_another_body_is_refused(wallet: AccountName) -> None:
    pay_in(wallet)
    with pytest.raises(RefReused), transaction.atomic():
        pay_in(wallet, "100.01")
    assert on(wallet) == euros("100.00")
    assert_books_balance()


@pytest.mark.parametrize("amounts", [[], ["0"], ["5", "-1"]])
def test_nothing_and_less_than_nothing_do_not_move(wallet: AccountName, amounts: list[str]) -> None:
    with pytest.raises(ValueError, match="in out"):
        ledger.post("taken", [Posting(OUTSIDE, wallet, euros(amount)) for amount in amounts], ref="out")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("amount", "minor"), [("1000 JPY", 1000), ("1.234 KWD", 1234), ("1.23 USD", 123)])
def test_every_currency_has_its_own_minor_unit_and_account(wallet: AccountName, amount: str, minor: int) -> None:
    value, code = amount.split()
    ledger.post("paid", [Posting(OUTSIDE, wallet, Money(value, code))], ref="in")
    assert PostingRow.objects.get().amount == minor
    assert (on(wallet, code), on(wallet)) == (Money(value, code), euros("0"))
    assert_books_balance()


def test_each_posting_keeps_the_balances_after_it(wallet: AccountName) -> None:
    pay_in(wallet)
    ledger.post(
        "taken", [Posting(wallet, chart.TAX, euros("30")), Posting(wallet, chart.TAX, euros("20"))], ref="out"
    )  # fmt: skip
    rows = PostingRow.objects.order_by("pk").values_list("source_after", "destination_after")
    assert list(rows) == [(-100_00, 100_00), (70_00, 30_00), (50_00, 50_00)]
    assert_books_balance()


def test_a_reversal_takes_an_entry_back_once(wallet: AccountName) -> None:
    entry = Entry.objects.get(pk=pay_in(wallet).id)
    back = ledger.reverse(entry, ref="back")
    assert (on(wallet), on(OUTSIDE)) == (euros("0"), euros("0"))
    assert Entry.objects.get(pk=back.id).reverses == entry
    with pytest.raises(Exception, match="reverses"), transaction.atomic():
        ledger.reverse(entry, ref="back again")
    assert_books_balance()


def test_what_has_gone_on_cannot_be_taken_back(wallet: AccountName) -> None:
    entry = Entry.objects.get(pk=pay_in(wallet).id)
    ledger.post("taken", [Posting(wallet, chart.TAX, euros("1"))], ref="out")
    with pytest.raises(NotEnough), transaction.atomic():
        ledger.reverse(entry, ref="back")
    assert_books_balance()


def test_an_entry_is_one_round_trip_however_many_accounts_are_new(wallet: AccountName) -> None:
    postings = [Posting(OUTSIDE, AccountName(f"new{number}"), euros("1")) for number in range(20)]
    with CaptureQueriesContext(connection) as captured:
        ledger.post("paid", postings, ref="in")
    assert len(captured) == 1
    assert Account.objects.count() == 21
    assert_books_balance()


class TestAtTheSameMoment:
    def test_one_event_told_many_times_is_written_once(
        self, two_connections: Callable[..., list[Any]], wallet: AccountName
    ) -> None:
        told = two_connections(*[lambda: pay_in(wallet)] * 8)
        assert len({posted.id for posted in told}) == 1
        assert [posted.is_new for posted in told].count(True) == 1
        assert_books_balance()

    def test_no_more_leaves_than_is_there(self, two_connections: Callable[..., list[Any]], wallet: AccountName) -> None:
        pay_in(wallet)
        spend = [
            lambda ref=f"out:{number}": ledger.post("taken", [Posting(wallet, chart.TAX, euros("30"))], ref=ref)
            for number in range(8)
        ]
        results = two_connections(*spend)
        assert sum(isinstance(result, NotEnough) for result in results) == 5
        assert on(wallet) == euros("10.00")
        assert_books_balance()

    def test_two_that_move_against_each_other_do_not_wait_for_each_other(
        self, two_connections: Callable[..., list[Any]]
    ) -> None:
        there, here = chart.custodian("one"), chart.custodian("two")

        def go(source: AccountName, destination: AccountName, name: str) -> None:
            for number in range(30):
                ledger.post("moved", [Posting(source, destination, euros("1"))], ref=f"{name}:{number}")

        assert two_connections(lambda: go(there, here, "a"), lambda: go(here, there, "b")) == [None, None]
        assert on(here) == euros("0")
        assert_books_balance()

    def test_postings_are_numbered_in_the_order_in_which_they_moved(
        self, two_connections: Callable[..., list[Any]], wallet: AccountName
    ) -> None:
        def go(name: str) -> None:
            for number in range(25):
                pay_in(wallet, "1", ref=f"{name}:{number}")

        two_connections(*[lambda name=name: go(name) for name in "abcd"])
        after = list(PostingRow.objects.order_by("pk").values_list("destination_after", flat=True))
        assert all(later - earlier == 100 for earlier, later in pairwise(after))
        assert_books_balance()

    def test_accounts_that_both_need_and_nobody_has_are_made_once(
        self, two_connections: Callable[..., list[Any]], wallet: AccountName
    ) -> None:
        two_connections(*[lambda ref=f"in:{number}": pay_in(wallet, ref=ref) for number in range(6)])
        assert Account.objects.count() == 2
        assert on(wallet) == euros("600.00")
        assert_books_balance()
