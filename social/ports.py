"""What social asks of the floors above, each of which plugs its answer in from `AppConfig.ready`.

ports.sight.plug("project", may_read_job)      # may these people still open the page behind the listing?
ports.barred.plug(blocked_with)                # which of these people and this party want nothing of each other?
ports.places.plug(OfContracts())               # what people talk about, and who may read it
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Party, User
from accounts.ports import Port
from marketplace.catalog.models import Listing
from social import behind

MaySee = Callable[[Listing, Collection[UUID]], set[UUID]]


class Sight:
    """Who of some people may open the page behind a listing. Asked again whenever a notice about it goes out."""

    def __init__(self) -> None:
        self._kinds: dict[str, MaySee] = {}

    def plug(self, kind: str, may_see: MaySee) -> None:
        """Ask this function about listings of the kind, instead of what holds for all."""
        self._kinds[kind] = may_see

    def of(self, listing: Listing, users: Collection[UUID]) -> set[UUID]:
        """Those of the people who may: everybody while it is live; else only who acts for its owner."""
        return self._kinds.get(listing.kind, _while_live)(listing, users)


def _while_live(listing: Listing, users: Collection[UUID]) -> set[UUID]:
    if Listing.objects.live().filter(pk=listing.pk).exists():
        return set(users)
    return set(behind.people(listing.owner).filter(pk__in=users).values_list("pk", flat=True))


sight = Sight()
barred: "Port[[Party, Collection[UUID]], set[UUID]]" = Port(set())


@dataclass(frozen=True)
class Face:
    """What a thread is about: its name, its page, the parties that talk there, the listing behind it.

    closed: why nothing more is written there; empty while it is open.
    """

    title: str
    url: str
    sides: tuple[Party, ...]
    listing: Listing | None = None
    closed: str = ""


class Place(Protocol):
    """A kind of thing that people talk about. Its floor plugs it in from `AppConfig.ready`."""

    kind: str

    def seen_by(self, user: User) -> "QuerySet[Any]":
        """The ids of all that this person may read at this moment, as a query of one column."""

    def faces(self, pks: Collection[UUID]) -> dict[UUID, Face]:
        """The face of each, in as many queries for fifty as for one."""


class Places:
    """Everything that can be talked about."""

    def __init__(self) -> None:
        self._kinds: dict[str, Place] = {}

    def plug(self, place: Place) -> None:
        """Let there be threads about this kind of thing."""
        self._kinds[place.kind] = place

    def seen_by(self, user: User) -> Q:
        """A condition on threads: those about something that this person may read."""
        seen = Q(pk__in=[])
        for kind, place in self._kinds.items():
            seen |= Q(kind=kind, about__in=place.seen_by(user))
        return seen

    def faces(self, things: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], Face]:
        """What each of these (kind, id) shows, kind by kind."""
        found: dict[tuple[str, UUID], Face] = {}
        for kind in {kind for kind, _pk in things if kind in self._kinds}:
            faces = self._kinds[kind].faces([pk for of_kind, pk in things if of_kind == kind])
            found.update({(kind, pk): face for pk, face in faces.items()})
        return found


places = Places()


class Discussed(Protocol):
    """A kind of thing that people comment on in public. Its floor plugs it in from `AppConfig.ready`."""

    kind: str

    def seen_by(self, user: Any) -> "QuerySet[Any]":
        """The ids of all that this reader, perhaps a visitor, may read, as a query of one column."""

    def face(self, pk: UUID) -> Face | None:
        """Its name and page, its maker as the only side, and the listing behind it; None where it is gone."""

    def why_not(self, pk: UUID, user: User) -> str:
        """Why this person, who reads it, may not comment; empty if they may."""


class Discussions:
    """Everything that can be commented on."""

    def __init__(self) -> None:
        self._kinds: dict[str, Discussed] = {}

    def plug(self, thing: Discussed) -> None:
        """Let there be comments on this kind of thing."""
        self._kinds[thing.kind] = thing

    def of(self, kind: str) -> Discussed | None:
        """The kind of this name; None where no code plugs it in (any more)."""
        return self._kinds.get(kind)

    def seen_by(self, user: Any) -> Q:
        """A condition on comments: those on something that this reader may read."""
        seen = Q(pk__in=[])
        for kind, thing in self._kinds.items():
            seen |= Q(kind=kind, about__in=thing.seen_by(user))
        return seen


discussed = Discussions()
