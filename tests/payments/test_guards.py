"""The database itself guards the books: each guard refuses an attack, and each is missed when it is gone."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from payments import escrow, sealing
from payments.models import AccountBalance, Hold
from tests.payments import guards
from tests.payments.deals import Deals, held, money, opened
from tests.payments.guards import CONSTRAINTS, TRIGGERS, Guard

ALL = [*TRIGGERS, *CONSTRAINTS]
TABLES = ("entry", "posting", "account", "accountbalance", "hold", "holdpart", "seal", "sealedentry")


@pytest.fixture
def stage(deals: Deals, ada: User, cleo: User) -> None:
    """What the attacks are made on."""
    opened(ada, cleo, "50.00 EUR")
    escrow.release(held(ada, cleo, "400.00 EUR"), amount=money("100.00 EUR"), by=ada, key="part")
    sealing.seal_waiting()
    do(guards.STAGE + guards.entry(ref="first", its=guards.FIRST) + guards.posting(of=guards.FIRST))


def do(sql: str) -> None:
    """Run it, and let everything be checked that a commit would check."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def is_refused(guard: Guard) -> None:
    with pytest.raises(DatabaseError, match=guard.refusal):
        do(guard.attack)


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.name)
def test_an_attack_is_refused(stage: None, guard: Guard) -> None:
    for other in guard.behind:
        do(other.drop)
    is_refused(guard)


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.name)
def test_without_the_guard_the_test_above_fails(stage: None, guard: Guard) -> None:
    for gone in (guard, *guard.behind):
        do(gone.drop)
    with pytest.raises((pytest.fail.Exception, AssertionError)):
        is_refused(guard)


def test_every_guard_has_its_attack(db: None) -> None:
    names = [f"payments_{name}" for name in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY (%(names)s::regclass[])
            UNION
            SELECT conname FROM pg_constraint WHERE conrelid = ANY (%(names)s::regclass[]) AND contype IN ('c', 'u')
            """,
            {"names": names},
        )
        there = {name for (name,) in cursor.fetchall()}
    assert there - {guard.name for guard in ALL} - guards.TECHNICAL - {"account_opens"} == set()


def test_an_account_opens_with_nothing_on_it(stage: None) -> None:
    do(guards.account("opened"))
    assert balances_of("opened") == [0]


def test_without_its_trigger_it_has_no_balance_to_move(stage: None) -> None:
    do("DROP TRIGGER account_opens ON payments_account")
    do(guards.account("opened"))
    assert balances_of("opened") == []


@pytest.mark.parametrize("old", Hold.Status)
def test_the_database_has_the_same_chart_of_holds(stage: None, old: str) -> None:
    allowed = {new for new in Hold.Status if new == old or new in Hold.MOVES.get(old, set())}
    assert {new for new in Hold.Status if goes(old, new)} == allowed


def goes(old: str, new: str) -> bool:
    """Whether the database lets a hold go this way, whatever else it would want to know of the hold."""
    place = "WHERE amount_minor = 40000"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_hold DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE payments_hold DROP CONSTRAINT hold_ends_once, DROP CONSTRAINT hold_held_was_paid")
        cursor.execute(f"UPDATE payments_hold SET status = '{old}' {place}")
        cursor.execute("ALTER TABLE payments_hold ENABLE TRIGGER USER")
        try:
            do(f"UPDATE payments_hold SET status = '{new}' {place}")
            return True
        except DatabaseError as error:
            return "hold_off_its_chart" not in str(error)
        finally:
            transaction.set_rollback(True)


def balances_of(code: str) -> list[int]:
    return list(AccountBalance.objects.filter(account__code=code).values_list("balance", flat=True))
