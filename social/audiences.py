"""Whom an event concerns beside those who are told by name. Each audience is a name and a query of people, by id.

    notices.announce("work_published", …, to=[audiences.followers(maker)])

    audiences.declare("searchers", lambda *, search: Search.objects.filter(…), reason=…)      # a floor above

What an act stores is the name and its arguments; who belongs to it is looked up when the telling gets there. A query
yields the ids of users as `user_id`, and is read in their order, a batch at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from accounts.models import Party
from marketplace.catalog.models import Listing
from social.models import Follow, Notice, Watch

People = Callable[..., "QuerySet[Any, UUID]"]
Audience = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """One sort of audience, and why its people are told."""

    people: People
    reason: str


_known: dict[str, Known] = {}


def declare(name: str, people: People, *, reason: str) -> None:
    """Let audiences of this name exist. people: takes the stored arguments, gives the ids of users in their order."""
    _known[name] = Known(people, reason)


def followers(party: Party) -> Audience:
    """Who follows this party."""
    return {"name": "followers", "party": str(party.pk)}


def watchers(listing: Listing, *, ending: bool = False) -> Audience:
    """Who watches this listing. ending: also those who only want to hear how it ends."""
    levels = [Watch.Level.ALL, Watch.Level.ENDING] if ending else [Watch.Level.ALL]
    return {"name": "watchers", "listing": str(listing.pk), "levels": [str(level) for level in levels]}


def reason_of(audience: Audience) -> str:
    """Why its people are told."""
    return _known[audience["name"]].reason


def batch(audience: Audience, *, after: UUID | None, size: int) -> list[UUID]:
    """The next people of the audience, in the order of their ids."""
    arguments = {name: value for name, value in audience.items() if name != "name"}
    rows = _known[audience["name"]].people(**arguments)
    return list((rows.filter(user_id__gt=after) if after else rows)[:size])


def _followers(*, party: str) -> "QuerySet[Any, UUID]":
    rows = Follow.objects.filter(followed=UUID(party), follower__user__isnull=False)
    return rows.annotate(user_id=F("follower__user_id")).order_by("user_id").values_list("user_id", flat=True)


def _watchers(*, listing: str, levels: list[str]) -> "QuerySet[Any, UUID]":
    rows = Watch.objects.filter(listing=UUID(listing), level__in=levels)
    return rows.order_by("user_id").values_list("user_id", flat=True)


declare("followers", _followers, reason=Notice.Reason.FOLLOW)
declare("watchers", _watchers, reason=Notice.Reason.WATCH)
