"""A look at open boards: who may still read each, whose session still runs, and the number of its last change."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.sessions.models import Session

from marketplace.kit import clock
from projects.boards import people
from projects.models import Board, Contract


@dataclass(frozen=True)
class Look:
    """readers: by contract. running: keys of sessions. last: by board."""

    readers: dict[UUID, set[UUID]]
    running: set[str]
    last: dict[UUID, int]


def take(contracts: Mapping[UUID, UUID], sessions: set[str]) -> Look:
    """The look at these boards (by id, with their contracts) and sessions. Five queries, however many they are."""
    readers = people.ids(Contract.objects.filter(pk__in=contracts.values()))
    running = Session.objects.filter(pk__in=sessions, expire_date__gt=clock.now()).values_list("pk", flat=True)
    last = Board.objects.filter(pk__in=contracts).values_list("pk", "last_change")
    return Look(readers, set(running), dict(last))
