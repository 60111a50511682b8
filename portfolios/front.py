"""What a maker chooses for the public face of a thing. Its address and its figures are not chosen."""

from collections.abc import Sequence
from typing import TypedDict

from marketplace.catalog.models import Listing, Topic


class Front(TypedDict, total=False):
    """The chosen part of a Face. cover: a stored picture's path; without one the cover is drawn."""

    summary: str
    topics: Sequence[Topic]
    language: str
    cover: str
    cover_alt: str
    place: str
    country: str


def renewed(listing: Listing, changes: Front) -> Front:
    """What the listing says now, with the changes: what is not given stays as it is."""
    front: Front = {
        "summary": listing.summary,
        "topics": _in_order(listing),
        "language": listing.language,
        "cover": listing.cover,
        "cover_alt": listing.cover_alt,
        "place": listing.place,
        "country": listing.country,
    }
    front.update(changes)
    return front


def _in_order(listing: Listing) -> list[Topic]:
    """The listing's topics as they were chosen, the one named on the card first."""
    found = Topic.objects.in_bulk(listing.topics)
    chosen = [found[pk] for pk in listing.topics if pk in found]
    return sorted(chosen, key=lambda topic: topic.pk != listing.topic_id)
