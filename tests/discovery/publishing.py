"""Listings for the tests of search, published as everything is, through listings.publish."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import QueryDict

from accounts.models import Party
from discovery.search import Ask, engine, params
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def owner(name: str = "Maren Oduya") -> Party:
    """Whoever publishes it."""
    slug = name.lower().replace(" ", "-")
    return Party.objects.get_or_create(slug=slug, defaults={"name": name, "kind": Party.Kind.PERSON})[0]


def published(title: str, kind: str = Listing.Kind.WORK, *, by: str = "Maren Oduya", **face: Any) -> Listing:
    """A listing that everybody finds."""
    listing = listings.register(kind, owner=owner(by), title=title)
    return listings.publish(listing, Face(title=title, url=f"/works/{listing.slug}/", **face))


def job(title: str, low: int | None = 50_000, high: int | None = None, **face: Any) -> Listing:
    """An open job with a fixed budget in euros (minor units)."""
    chosen = {"basis": "fixed", "currency": "EUR", "is_open": True, "state": "open", **face}
    return published(title, Listing.Kind.PROJECT, price_low=low, price_high=high or low, **chosen)


def fundraiser(
    title: str, raised: int, *, goal: int = 100_000, days: int = 10, state: str = "ongoing", **face: Any
) -> Listing:
    """A fundraiser for rewards, of a goal of 1,000 euros."""
    closes_at = datetime.now(UTC) + timedelta(days=days)
    terms = {"goal_minor": goal, "raised_minor": raised, "currency": "EUR", "basis": "reward", "closes_at": closes_at}
    return published(title, Listing.Kind.FUNDRAISER, state=state, is_open=state == "ongoing", **{**terms, **face})


def many(count: int, **face: Any) -> list[Listing]:
    """So many works, one a minute, the last one newest."""
    return [published(f"Print {n}", published_at=NOON + timedelta(minutes=n), **face) for n in range(count)]


def asked(query: str) -> Ask:
    """The search of an address's query."""
    return params.read(QueryDict(query)).ask


def titles(query: str, size: int = 24) -> list[str]:
    """What the search finds, in its order, through all of its pages."""
    ask, after, found = asked(query), "", []
    while True:
        hits = engine.page(ask, after=after, size=size)
        found += [Listing.objects.get(pk=pk).title for pk in hits.ids]
        after = hits.following
        if not after:
            return found
