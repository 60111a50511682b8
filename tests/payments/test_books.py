"""The check of the books finds what is wrong with them. Faults are made past the triggers: there is no other way."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from marketplace.kit.money import Money
from payments import books, chart, ledger
from payments.ledger import Posting
from tests.payments.books import assert_books_balance


@pytest.fixture
def paid(cleo: User) -> ledger.Posted:
    """Cleo has 40 euros in her wallet, which lie at a custodian's."""
    gateway, wallet = chart.custodian("test"), chart.wallet(cleo.party)
    return ledger.post("test", [Posting(gateway, wallet, Money(40, "EUR"))], ref="paid")


@pytest.fixture
def tampered(paid: ledger.Posted) -> Callable[[str], list[str]]:
    """Change the books past their triggers; returns the numbers of what is found wrong then."""

    def change(sql: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql)
            cursor.execute("SET LOCAL session_replication_role = origin")
        return sorted({finding.invariant.number for finding in books.check() if not finding.holds})

    return change


def test_books_that_were_written_by_us_are_right(paid: ledger.Posted) -> None:
    assert_books_balance()


@pytest.mark.parametrize(
    ("sql", "numbers"),
    [
        ("UPDATE payments_accountbalance SET balance = balance + 1 WHERE balance > 0", ["I1", "I3"]),
        ("DELETE FROM payments_posting", ["I2", "I3", "I9"]),
        ("UPDATE payments_posting SET amount = amount + 1", ["I3", "I9"]),
        ("UPDATE payments_posting SET destination_after = 3", ["I3"]),
        ("UPDATE payments_posting SET currency = 'USD'", ["I5", "I9"]),
    ],
)
def test_it_finds_what_was_done_past_the_triggers(
    tampered: Callable[[str], list[str]], sql: str, numbers: list[str]
) -> None:
    assert tampered(sql) == numbers


@pytest.mark.parametrize(
    ("table", "trigger"),
    [
        ("payments_entry", "entry_append_only"),
        ("payments_entry", "entry_is_whole"),
        ("payments_posting", "posting_moves_money"),
        ("payments_accountbalance", "balance_by_postings"),
    ],
)
def test_it_finds_a_trigger_that_sleeps(tampered: Callable[[str], list[str]], table: str, trigger: str) -> None:
    assert tampered(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}") == ["I6"]


def test_the_command_says_a_line_for_each_and_fails_with_a_fault(tampered: Callable[[str], list[str]]) -> None:
    said = StringIO()
    call_command("check_books", stdout=said)
    assert len(said.getvalue().splitlines()) == len(books.known())
    tampered("DELETE FROM payments_posting")
    with pytest.raises(CommandError, match="wrong"):
        call_command("check_books", stdout=said)
    assert "FAULT Every entry has all its postings" in said.getvalue()
