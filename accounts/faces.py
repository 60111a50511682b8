"""The public faces of persons and companies: what their listing says, for cards, search and filters."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts import ports
from accounts.models import Company, Part, Profile
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import markdown

SUMMARY = 300  # characters of Listing.summary


def of_person(profile: Profile, *, skills: Sequence[Topic] | None = None, wall: Sequence[Any] | None = None) -> Face:
    """A person as found: headline, skills, place, hourly rate, when they are free, and three works on the wall.

    skills, wall: where the caller knows them; otherwise they are looked up. A part that not everybody may see is not
    on the card, and no filter finds the person by it.

    Rating, badge, language and whether they take supporters stay as the listing has them: floors above say so.
    """
    listing = profile.listing
    shows = profile.is_public
    rate = profile.rate_minor if shows(Part.RATE) else None
    if skills is None:
        skills = [held.topic for held in profile.profile_skills.select_related("topic")]
    return Face(
        title=profile.party.name,
        url=reverse("accounts:person", args=[profile.party.slug]),
        summary=profile.headline,
        body=markdown.plain(profile.bio),
        language=listing.language,
        cover=profile.party.photo.name or "",
        topics=skills,
        is_open=profile.rate_minor is not None and shows(Part.AVAILABILITY),
        country=profile.country if shows(Part.PLACE) else "",
        place=profile.city if shows(Part.PLACE) else "",
        is_remote=True,
        level=profile.level,
        basis="hourly" if rate else "",
        currency=profile.currency if rate else "",
        price_low=rate,
        free_from=profile.free_from if shows(Part.AVAILABILITY) else None,
        rating=listing.rating,
        rating_count=listing.rating_count,
        is_sample=listing.is_sample,
        published_at=listing.published_at,
        facts=_facts(wall=ports.walls.ask(profile.party) if wall is None else wall, **_kept(listing)),
    )


def of_company(company: Company, *, topics: Sequence[Topic] | None = None) -> Face:
    """A company as found: its line, what it is about, where it is, and its logo or initials as a mark.

    topics: those it has now if not given.
    """
    listing = company.listing
    return Face(
        title=company.party.name,
        url=reverse("accounts:company", args=[company.party.slug]),
        summary=company.tagline,
        body=markdown.plain(company.about),
        language=listing.language,
        cover=company.party.photo.name or "",
        cover_style=Topic.Cover.TYPE,
        country=company.country,
        place=company.city,
        topics=topics_of(listing) if topics is None else topics,
        rating=listing.rating,
        rating_count=listing.rating_count,
        is_sample=listing.is_sample,
        published_at=listing.published_at,
        facts=_facts(note=company.industry, **_kept(listing)),
    )


def topics_of(listing: Listing) -> list[Topic]:
    """The topics of a listing in the order in which they were chosen."""
    found = Topic.objects.in_bulk(listing.topics)
    return [found[pk] for pk in listing.topics if pk in found]


def _kept(listing: Listing) -> dict[str, Any]:
    return {name: listing.facts.get(name) for name in ("badge", "support")}


def _facts(**facts: Any) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
