"""From what a search found to rows that a page prints otherwise than as cards."""

from collections.abc import Sequence
from uuid import UUID

from marketplace.catalog.models import Listing


def cards_of(ids: Sequence[UUID]) -> list[Listing]:
    """The listings with everything that their cards show, in that order; those gone meanwhile are left out."""
    found = Listing.objects.live().with_card().in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]
