"""The wall of the home page: real works, hung so that no two neighbours look or come alike, anew every day."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.db import transaction

from discovery.models import Pick
from marketplace.catalog.models import Listing
from marketplace.kit import clock

PLACES = 8  # two in the entrance, six on the wall
PICTURED = frozenset({0, 2, 5, 6})  # the large ones, where a photograph says more than a drawn cover
_LOOKED_AT = 400


@transaction.atomic
def hang() -> None:
    """Choose today's works from the newest, with a picture where the place asks for one."""
    chosen = list(choose(_candidates(pictured=True), _candidates(pictured=False)))
    Pick.objects.all().delete()
    Pick.objects.bulk_create(Pick(place=place, listing=listing) for place, listing in enumerate(chosen))


def works() -> list[Listing]:
    """What hangs there now, fetched with all that a label shows. On a site that no worker has tended: the newest."""
    picks = Pick.objects.values_list("listing", flat=True)
    found = Listing.objects.live().with_card().filter(pk__in=picks)
    order = {pk: place for place, pk in enumerate(picks)} if (hung := list(found)) else {}
    if hung:
        return sorted(hung, key=lambda listing: order[listing.pk])
    newest = Listing.objects.live().with_card().filter(kind=Listing.Kind.WORK).order_by("-published_at", "-id")
    return list(newest[:PLACES])


def choose(pictured: Iterable[Listing], drawn: Iterable[Listing]) -> Iterator[Listing]:
    """One work for each place, as unlike the ones before it as there are: other maker, other field, other cover."""
    shelves = {True: list(pictured), False: list(drawn)}
    hung: list[Listing] = []
    for place in range(PLACES):
        shelf = shelves[place in PICTURED] or shelves[place not in PICTURED]
        if not shelf:
            return
        best = min(shelf, key=lambda listing: _likeness(listing, hung))
        shelf.remove(best)
        hung.append(best)
        yield best


def _likeness(listing: Listing, hung: list[Listing]) -> int:
    """How much it repeats what hangs there. Works come in today's order, so the first of equals is taken."""
    return sum(
        8 * (listing.owner_id == other.owner_id)
        + 4 * bool(listing.cover and listing.cover == other.cover)
        + 2 * (listing.lineage[:1] == other.lineage[:1])
        + (not listing.cover and not other.cover and listing.cover_style == other.cover_style)
        for other in hung
    )


def _candidates(*, pictured: bool) -> list[Listing]:
    works_ = Listing.objects.live().filter(kind=Listing.Kind.WORK).only("owner_id", "lineage", "cover", "cover_style")
    works_ = works_.exclude(cover="") if pictured else works_.filter(cover="")
    return sorted(works_.order_by("-published_at", "-id")[:_LOOKED_AT], key=_lot)


def _lot(listing: Listing) -> bytes:
    """A place in today's order: by lot, the same on every machine."""
    return sha256(f"{clock.today()}{listing.pk}".encode()).digest()
