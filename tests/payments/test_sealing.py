"""Seals over the books: nothing is changed, removed or slipped in without being seen, and nobody waits for a seal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from marketplace.kit import audit, audit_heads
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money
from payments import chart, ledger, sealing
from payments.chart import AccountName
from payments.ledger import Posting
from payments.models import Seal
from tests.payments.books import assert_books_balance

HOUR = timedelta(hours=1)


def post(ref: str) -> ledger.Posted:
    return ledger.post("paid", [Posting(chart.custodian("test"), AccountName("wallet"), Money("1.00", "EUR"))], ref=ref)


def meddle(sql: str) -> None:
    """Do what only somebody with rights on the database itself can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            f"SET LOCAL session_replication_role = replica; {sql}; SET LOCAL session_replication_role = DEFAULT"
        )


@pytest.fixture
def sealed(db: None) -> list[ledger.Posted]:
    """Four entries under three seals, the second over two of them."""
    entries = []
    for refs in (["a"], ["b", "c"], ["d"]):
        entries += [post(ref) for ref in refs]
        sealing.seal_waiting()
    return entries


def test_every_entry_comes_under_one_seal(sealed: list[ledger.Posted]) -> None:
    assert list(Seal.objects.order_by("number").values_list("number", "size")) == [(1, 1), (2, 2), (3, 1)]
    assert sealing.seal_waiting() == 0
    verdict = sealing.verify()
    assert (verdict.is_whole, verdict.count, verdict.head) == (True, 3, Seal.objects.get(number=3).hash)
    assert_books_balance()


def test_many_entries_come_under_several_seals(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    for number in range(5):
        post(f"many {number}")
    assert sealing.seal_waiting() == 5
    assert list(Seal.objects.order_by("number").values_list("size", flat=True)) == [2, 2, 1]
    assert sealing.verify().is_whole


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE payments_posting SET amount = 200", "entry a was changed"),
        ("UPDATE payments_entry SET kind = 'refund' WHERE ref = 'b'", "entry b was changed"),
        ("UPDATE payments_account SET owner = gen_random_uuid() WHERE code = 'wallet'", "entry a was changed"),
        ("DELETE FROM payments_posting WHERE id = (SELECT max(id) FROM payments_posting)", "entry d was changed"),
        ("UPDATE payments_entry SET ref = 'e' WHERE ref = 'b'", "seal 2 is broken"),
        ("UPDATE payments_entry SET at = at - interval '1 day' WHERE ref = 'c'", "seal 2 is broken"),
        ("UPDATE payments_entry SET by = gen_random_uuid() WHERE ref = 'c'", "seal 2 is broken"),
        ("DELETE FROM payments_sealedentry WHERE entry_id = (SELECT id FROM payments_entry WHERE ref = 'c')",
         "seal 2 is broken"),
        ("DELETE FROM payments_sealedentry WHERE seal_id = 2", "seal 2 is missing or empty"),
        ("DELETE FROM payments_sealedentry WHERE seal_id = 3", "no entries are left under seal 3"),
        ("DELETE FROM payments_seal WHERE number = 2", "seal 3 is missing or empty"),
        ("UPDATE payments_seal SET at = at + interval '1 s' WHERE number = 1", "seal 1 is broken"),
        ("UPDATE payments_seal SET before = hash WHERE number = 3", "seal 3 does not follow seal 2"),
    ],
)  # fmt: skip
def test_meddling_is_found(sealed: list[ledger.Posted], sql: str, why: str) -> None:
    meddle(sql)
    assert sealing.verify().why == why


def test_an_entry_that_was_slipped_in_late_is_seen(sealed: list[ledger.Posted]) -> None:
    post("e")
    meddle("INSERT INTO payments_sealedentry SELECT id, 1 FROM payments_entry WHERE ref = 'e'")
    assert sealing.verify().why == "seal 1 is broken"


def test_an_entry_that_is_not_sealed_within_the_hour_is_a_fault(
    sealed: list[ledger.Posted], clock: time_machine.Traveller
) -> None:
    post("e")
    clock.shift(HOUR)
    assert sealing.verify().is_whole
    clock.shift(timedelta(seconds=1))
    assert sealing.verify().why == "1 entries of more than an hour ago are not sealed"
    assert sealing.verify(is_patient=True).is_whole


def test_an_entry_of_a_long_act_is_sealed_by_the_wider_look(
    db: None, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its id is of the moment at which the act began, and others that began later are sealed already."""
    early = uuid7()
    clock.shift(HOUR)
    post("in time")
    sealing.seal_waiting()
    monkeypatch.setattr(ledger, "uuid7", lambda: early)
    post("late")
    assert sealing.seal_waiting() == 0
    assert sealing.seal_waiting(margin=sealing.WIDE_MARGIN) == 1
    assert sealing.verify().is_whole


class TestHeads:
    def test_a_cut_end_is_found_by_the_note_of_the_day(self, sealed: list[ledger.Posted]) -> None:
        assert audit_heads.note() == audit_heads.newest()
        call_command("verify_audit")
        meddle("DELETE FROM payments_sealedentry WHERE seal_id = 3; DELETE FROM payments_seal WHERE number = 3")
        assert sealing.verify().is_whole
        with pytest.raises(CommandError, match="the expected seal is not in the chain"):
            call_command("verify_audit")

    def test_a_seal_from_elsewhere_may_be_expected(self, sealed: list[ledger.Posted]) -> None:
        call_command("verify_audit", expect=f"books:{Seal.objects.get(number=2).hash}")
        with pytest.raises(CommandError, match="The books"):
            call_command("verify_audit", expect=f"books:{'f' * 64}")

    def test_the_first_note_of_a_day_stays(self, sealed: list[ledger.Posted], clock: time_machine.Traveller) -> None:
        first = audit_heads.note()
        post("e")
        sealing.seal_waiting()
        audit_heads.note()
        assert audit_heads.newest() == first
        clock.shift(timedelta(days=1))
        assert audit_heads.note() == audit_heads.newest() != first

    def test_a_chain_that_is_broken_is_not_noted(self, sealed: list[ledger.Posted]) -> None:
        meddle("UPDATE payments_entry SET ref = 'e' WHERE ref = 'b'")
        assert set(audit_heads.note()) == {chain.name for chain in audit.chains()} - {"books"}


class TestAtTheSameMoment:
    def test_two_sealers_make_one_chain(self, two_connections: Callable[..., list[Any]]) -> None:
        for number in range(20):
            post(f"{number}")
        sealed = two_connections(*[sealing.seal_waiting] * 4)
        assert sum(sealed) == 20
        assert sealing.verify().is_whole

    def test_an_act_does_not_wait_for_a_seal(self, two_connections: Callable[..., list[Any]]) -> None:
        """A sealer that is at work holds nothing that an entry needs."""
        post("a")
        with transaction.atomic():
            sealing.seal_waiting()
            (posted,) = two_connections(lambda: post("b"))
        assert posted.is_new
        assert sealing.seal_waiting() == 1
        assert sealing.verify().is_whole
