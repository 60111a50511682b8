"""The home page of a visitor: proof of taste, what is being funded, what is to do, and who is free."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from discovery import topics, wall
from discovery.cards import cards_of
from discovery.figures import at_least
from discovery.models import Tally
from discovery.search import Ask, engine
from discovery.search.params import address
from discovery.search.postgres.surveys import read
from marketplace.catalog.models import Found, Listing
from marketplace.kit.linked_data import address as whole_address

_Kind = Listing.Kind
FUNDING = Ask(kind=_Kind.FUNDRAISER, chosen={"funding": ("ongoing",)}, sort="ending")
BRIEFS = Ask(kind=_Kind.PROJECT, chosen={"open": ("1",)})
PEOPLE = Ask(kind=_Kind.PERSON, chosen={"free": ("fortnight",)}, sort="rated")
LARGEST = 14  # topics


@dataclass(frozen=True)
class Row:
    """One section: its cards, and where the rest is."""

    found: list[Found]
    url: str


def page() -> dict[str, Any]:
    """Everything that the template shows."""
    counts = counted()
    funding, briefs, people = rows(FUNDING, BRIEFS, PEOPLE)
    works = wall.works()
    hung = 1 if works else 0  # the first fundraiser hangs in the entrance
    fetched = cards_of([one.id for one in [*funding.found[:hung], *briefs.found]])
    largest = topics.largest(LARGEST)
    return {
        "site": as_website(),
        **_ways_on(counts),
        "entrance": [*works[:2], *fetched[:hung]] if works else [],
        "works": works[2:],
        "works_url": address(Ask(kind=_Kind.WORK)),
        "funding": funding,
        "running": funding.found[hung : hung + 4],
        "briefs": fetched[hung:],
        "briefs_url": briefs.url,
        "people": people,
        "topics": topics.index(largest),
        "starts": sorted(largest, key=lambda topic: -topic.listing_count)[:3],
    }


def as_website() -> dict[str, Any]:
    """The site and its search, for search engines (https://schema.org/SearchAction)."""
    search = f"{whole_address(address(Ask()))}?q={{words}}"
    return {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": whole_address("/"),
        "potentialAction": {"@type": "SearchAction", "target": search, "query-input": "required name=words"},
    }


def _ways_on(counts: dict[str, str]) -> dict[str, str]:
    """The words that lead from a section to all of its kind, with the count where it is known."""
    texts = {
        "works_more": (_Kind.WORK, _("All %(n)s works"), _("All works")),
        "funding_more": (_Kind.FUNDRAISER, _("All %(n)s fundraisers"), _("All fundraisers")),
        "briefs_more": (_Kind.PROJECT, _("All %(n)s jobs"), _("All jobs")),
        "people_more": (_Kind.PERSON, _("All %(n)s people"), _("All people")),
    }
    return {
        name: known % {"n": counts[kind]} if kind in counts else plain for name, (kind, known, plain) in texts.items()
    }


def counted() -> dict[str, str]:
    """How many there are of each kind, as text."""
    tally = Tally.objects.filter(kind="").first()
    kinds = read(tally.rows, None).kinds if tally else {}
    return {kind: at_least(total) for kind, total in kinds.items()}


def rows(*asks: Ask, size: int = 5) -> list[Row]:
    """The first of each search, with one look for all."""
    firsts = engine.firsts(asks, size)
    return [Row(found, address(Ask(kind=ask.kind))) for ask, found in zip(asks, firsts, strict=True)]
