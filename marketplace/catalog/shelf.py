"""Cards drawn once and kept for a minute.

A card is kept under the listing's id and the moment it last changed: what was published again is drawn again at once,
what only counts on (a proposal more, an hour less) within the minute. A page of cards so asks the database only which
ones they are (`Listing.objects.….found()`), and fetches what they print for those that nobody has looked at of late.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from marketplace.catalog import cards
from marketplace.catalog.models import Found, Listing

KEPT = 60  # seconds


def draw(
    shown: Iterable[Found | Listing],
    *,
    heading: str = "h2",
    eager: int = 0,
    acts: Mapping[UUID, SafeString] | None = None,
) -> SafeString:
    """Their cards in this order; what is gone is left out. heading: h2 or h3; eager: how many load at once. acts: what
    this reader can do with some of them, below their cards.
    """
    ordered = list(shown)
    keys = {one.id: _key(one, f"{heading}{place < eager:d}") for place, one in enumerate(ordered)}
    kept: dict[str, str] = cache.get_many(keys.values())
    missing = [one for one in ordered if keys[one.id] not in kept]
    first = {one.id for one in ordered[:eager]}
    new = {
        keys[one.id]: str(cards.draw(one, heading=heading, eager=one.id in first)) for one in _whole(missing).values()
    }
    if new:
        cache.set_many(new, KEPT)
    drawn = {**kept, **new}
    return SafeString("".join(_with_act(drawn.get(key, ""), (acts or {}).get(pk)) for pk, key in keys.items()))


def _with_act(card: str, act: SafeString | None) -> str:
    return f'<div class="card-and-act">{card}{act}</div>' if card and act else card


def _whole(missing: list[Found | Listing]) -> dict[UUID, Listing]:
    """Their rows with all that cards print: those that the page has fetched, and the others in one query."""
    here = {one.id: one for one in missing if isinstance(one, Listing)}
    others = [one.id for one in missing if one.id not in here]
    return here | (Listing.objects.live().with_card().in_bulk(others) if others else {})


def _key(one: Found | Listing, place: str) -> str:
    """All that the card depends on: the listing as it is, the reader's language and zone, its place on the page."""
    zone = timezone.get_current_timezone_name()
    return f"card:{one.id.hex}:{one.updated_at.timestamp()}:{get_language()}:{zone}:{place}"
