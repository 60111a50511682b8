"""Everything that was done to a row: moves of its status, lines of the audit, and what was typed into its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext as _

from marketplace.kit import audit
from marketplace.kit.models import AuditEntry, Move

SHOWN = 200  # of each sort, newest first


@dataclass(frozen=True)
class Event:
    """One thing that was done. who: empty for the site itself."""

    at: datetime
    who: str
    what: str
    why: str = ""


def of(row: Model) -> list[Event]:
    """What was done to the row, newest first."""
    events = [*_moves(row), *_audited(row), *_typed(row)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def names_of(users: set[UUID]) -> dict[UUID, str]:
    """Who is behind these ids; those whose account is gone are left out."""
    return {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=users)}


def _moves(row: Model) -> Iterator[Event]:
    if not isinstance(row.pk, UUID):
        return
    moves = Move.objects.filter(subject_kind=row._meta.label_lower, subject_id=row.pk).select_related("by", "party")
    for move in moves.order_by("-at")[:SHOWN]:
        yield Event(move.at, _who(move), f"{move.old} → {move.new}", move.why)


def _who(move: Move) -> str:
    """The person, and for whom they acted where that was not themselves."""
    person, party = str(move.by or ""), move.party
    if not person or party is None or party.user_id == move.by_id:
        return person
    return _("%(person)s for %(party)s") % {"person": person, "party": party}


def _audited(row: Model) -> Iterator[Event]:
    lines = list(AuditEntry.objects.filter(subject=audit.subject_of(row)).order_by("-number")[:SHOWN])
    names = names_of({line.by for line in lines if line.by})
    for line in lines:
        yield Event(line.at, _name(names, line.by), line.kind.replace("_", " "), str(line.data.get("reason", "")))


def _typed(row: Model) -> Iterator[Event]:
    kind: Any = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).select_related("user")
    for entry in entries.order_by("-action_time")[:SHOWN]:
        yield Event(entry.action_time, str(entry.user), entry.get_change_message())


def _name(names: dict[UUID, str], user: UUID | None) -> str:
    return names.get(user, _("somebody who has left")) if user else ""
