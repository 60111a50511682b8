"""No table that holds something about people is forgotten."""

import pytest
from django.apps import apps

from accounts.privacy import personal, port

COVERED = set().union(*(handler.covers for handler in port.handlers()))


@pytest.mark.parametrize("label", personal.tables())
def test_a_table_with_something_about_people_has_a_handler_or_a_reason(label: str) -> None:
    known = label in COVERED or label in port.left_out()
    why = personal.tables()[label]
    assert known, f"{label} {why}: register a port.Handler in its app's privacy.py, or port.leave_out it with a reason."


def test_the_search_for_such_tables_finds_the_known_ones() -> None:
    """A search that finds nothing would let everything pass."""
    found = personal.tables()
    for label in ("accounts.user", "accounts.party", "projects.proposal", "social.notice", "fundraising.reward"):
        assert label in found
    assert "proposal" in found["projects.proposedmilestone"]  # two steps away from a person
    assert "name" in found["catalog.topic"]  # only looks like one


def test_a_reason_is_given_for_tables_that_are_there_and_have_no_handler() -> None:
    for label, because in port.left_out().items():
        assert apps.get_model(label)
        assert because
        assert label not in COVERED


@pytest.mark.parametrize("handler", port.handlers(), ids=lambda handler: handler.label)
def test_a_handler_says_what_it_keeps_and_why(handler: "port.Handler[object]") -> None:  # type: ignore[type-var]
    assert str(handler.title)
    assert str(handler.note)
    assert handler.fate == port.Fate.DELETED or str(handler.why)


@pytest.mark.parametrize("handler", port.handlers(), ids=lambda handler: handler.label)
def test_nothing_that_opens_an_account_is_handed_out(handler: "port.Handler[object]") -> None:  # type: ignore[type-var]
    from accounts.privacy import rows

    secret = {"password", "token", "session_key", "session_data", "data", "auth", "p256dh", "secret", "hash"}
    shown = {field.name for field in rows.columns(handler.model, handler.hidden)}
    assert not shown & secret
