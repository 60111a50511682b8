"""What social asks of the floors above, each of which plugs its answer in from `AppConfig.ready`.

ports.sight.plug("project", may_read_job)      # may these people still open the page behind the listing?
ports.barred.plug(blocked_with)                # which of these people and this party want nothing of each other?
"""

from collections.abc import Callable, Collection
from uuid import UUID

from accounts.models import Party
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
