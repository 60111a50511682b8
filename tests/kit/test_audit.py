"""The audit: nothing is changed or removed without being seen."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from marketplace.kit import audit
from marketplace.kit.ids import uuid7
from marketplace.kit.models import AuditEntry


@pytest.fixture
def three_lines(db: None) -> list[AuditEntry]:
    ada = uuid7()
    return [
        audit.append("approved", by=ada, subject=f"payment:{number}", data={"amount_minor": number})
        for number in (1, 2, 3)
    ]


def meddle(sql: str) -> None:
    """Do to the table what only somebody with rights on the database itself can do."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL session_replication_role = replica; {sql}; SET LOCAL session_replication_role = DEFAULT"
        )


class TestAudit:
    def test_an_untouched_chain_holds(self, three_lines):
        verdict = audit.verify()
        assert (verdict.is_whole, verdict.count, verdict.head) == (True, 3, three_lines[-1].hash)

    def test_an_empty_one_holds_too(self, db):
        assert audit.verify().is_whole

    @pytest.mark.parametrize("act", ["UPDATE kit_auditentry SET kind = 'x'", "DELETE FROM kit_auditentry"])
    def test_the_database_refuses_to_change_or_delete_a_line(self, three_lines, act):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)

    @pytest.mark.parametrize(
        ("sql", "why"),
        [
            ("UPDATE kit_auditentry SET data = '{\"amount_minor\": 9}' WHERE number = 2", "line 2 was changed"),
            ('UPDATE kit_auditentry SET "by" = NULL WHERE number = 1', "line 1 was changed"),
            ("DELETE FROM kit_auditentry WHERE number = 2", "line 2 is missing"),
            ("DELETE FROM kit_auditentry WHERE number = 1", "line 1 is missing"),
        ],
    )
    def test_meddling_is_found(self, three_lines, sql, why):
        meddle(sql)
        assert audit.verify().why == why

    def test_a_line_written_anew_with_a_fitting_seal_is_found_at_the_next(self, three_lines):
        second = AuditEntry.objects.get(number=2)
        second.kind = "refused"
        meddle(f"UPDATE kit_auditentry SET kind = 'refused', hash = '{audit.seal(second)}' WHERE number = 2")
        assert audit.verify().why == "line 3 does not follow line 2"

    def test_a_cut_end_is_found_by_a_seal_that_was_noted(self, three_lines):
        meddle("DELETE FROM kit_auditentry WHERE number = 3")
        assert audit.verify().is_whole
        assert not audit.verify(expect=three_lines[-1].hash).is_whole

    @pytest.mark.parametrize("data", [{"share": 0.5}, {"when": object()}, {"list": [1, 2.0]}])
    def test_it_refuses_what_has_no_exact_text(self, db, data):
        with pytest.raises(audit.NotSealable):
            audit.append("approved", by=None, subject="payment:1", data=data)

    def test_names_of_any_script_and_nested_data_hold(self, db):
        audit.append(
            "renamed", by=None, subject="person:1", data={"to": "Žofia 王", "more": [{"b": 1, "a": None}, True]}
        )
        assert audit.verify().is_whole

    def test_two_at_the_same_moment_make_one_chain(self, two_connections):
        def append_ten() -> None:
            for number in range(10):
                audit.append("approved", by=None, subject=f"payment:{number}")

        assert two_connections(append_ten, append_ten) == [None, None]
        assert (audit.verify().is_whole, audit.verify().count) == (True, 20)


class TestVerifyAudit:
    def test_it_says_that_the_audit_holds(self, three_lines, capsys):
        call_command("verify_audit")
        assert "3 lines" in capsys.readouterr().out

    def test_it_fails_when_a_line_was_changed(self, three_lines):
        meddle("UPDATE kit_auditentry SET kind = 'x' WHERE number = 2")
        with pytest.raises(CommandError, match="line 2 was changed"):
            call_command("verify_audit")
