"""A card of every kind, and those states of them that look different."""

import uuid
from datetime import timedelta
from typing import Any

from marketplace.catalog.models import Listing, ListingStats, Topic
from marketplace.kit import clock
from marketplace.styleguide.specimens.people import PEOPLE, party


def listing(kind: str, title: str, **columns: Any) -> Listing:
    """A listing that exists on this page only; what is not given is left out."""
    owner = columns.pop("owner", PEOPLE[len(title) % len(PEOPLE)])
    shown = Listing(id=uuid.uuid5(uuid.NAMESPACE_OID, title), kind=kind, title=title, url="#cards", **columns)
    shown.owner, shown.topic = party(owner), Topic(name=columns.get("state") or "Specimen topic", slug="specimen")
    shown.stats = ListingStats(listing=shown, proposals=columns.get("facts", {}).get("proposals", 0))
    return shown


def listings() -> list[Listing]:
    """All of them, in the order in which a page would mix them."""
    return [*works(), *jobs(), *fundraisers(), *people()]


def works() -> list[Listing]:
    """Portfolio, work, service."""
    return [
        listing(
            "portfolio",
            "Specimen of a portfolio",
            cover_style="type",
            rating=490,
            rating_count=54,
            published_at=clock.now() - timedelta(days=3),
            facts={"works": 12},
        ),
        listing(
            "work",
            "Specimen of a work whose title runs over two lines and is then cut off",
            cover_style="organic",
            facts={"medium": "Guide, 240 pages", "year": 2025},
        ),
        listing(
            "service",
            "Specimen of a service",
            cover_style="grid",
            currency="EUR",
            price_low=32_000,
            rating=480,
            rating_count=294,
            facts={"days": 6},
        ),
    ]


def jobs() -> list[Listing]:
    """A fixed price with a range, by the hour, and without a budget."""
    fixed = listing(
        "project",
        "Specimen of a job with a range",
        currency="GBP",
        price_low=60_000,
        price_high=90_000,
        basis="fixed",
        level="expert",
        is_remote=True,
        is_open=True,
        closes_at=clock.now() + timedelta(days=4, hours=1),
        place="Nottingham",
        rating=480,
        rating_count=31,
        facts={"skills": ["InDesign", "Print", "Grids"], "spent": 612_000, "spent_currency": "GBP", "proposals": 9},
    )
    hourly = listing(
        "project",
        "Specimen of a job by the hour",
        currency="USD",
        price_low=2_500,
        price_high=4_000,
        basis="hourly",
        level="intermediate",
        place="Tallinn",
        is_open=True,
        closes_at=clock.now() + timedelta(hours=30),
        facts={"skills": ["Colour"], "proposals_low": 5, "proposals_high": 10},
    )
    return [fixed, hourly, listing("project", "Specimen of a job without a budget", basis="fixed", is_remote=True)]


def fundraisers() -> list[Listing]:
    """Under way, past the goal on the last day, and over."""
    goal = {"currency": "EUR", "goal_minor": 2_100_000}
    return [
        listing(
            "fundraiser",
            "Specimen of a fundraiser under way",
            cover_style="data",
            raised_minor=1_882_000,
            funded_permille=896,
            is_open=True,
            closes_at=clock.now() + timedelta(days=6, hours=1),
            **goal,
        ),
        listing(
            "fundraiser",
            "Specimen of a fundraiser on its last day, past the goal",
            cover_style="architectural",
            raised_minor=2_688_000,
            funded_permille=1280,
            is_open=True,
            closes_at=clock.now() + timedelta(hours=9, minutes=5),
            **goal,
        ),
        listing(
            "fundraiser",
            "Specimen of a fundraiser far past its goal, and over",
            cover_style="organic",
            raised_minor=24_150_000,
            funded_permille=11_500,
            **goal,
        ),
    ]


def people() -> list[Listing]:
    """With a wall of works, without any, and a company."""
    wall = [["type", "wall-1", "Wall One"], ["grid", "wall-2", ""], ["data", "wall-3", ""]]
    return [
        listing(
            "person",
            "Specimen of a person",
            currency="GBP",
            price_low=4_500,
            place="Leeds",
            rating=490,
            rating_count=186,
            is_open=True,
            free_from=clock.today() + timedelta(days=2),
            facts={"note": "top rated", "wall": wall},
        ),
        listing("person", "Specimen of a person without works", cover_style="organic", place="Porto", is_open=True),
        listing(
            "company",
            "Specimen of a company",
            cover_style="architectural",
            place="Ghent",
            facts={"note": "3 open jobs"},
        ),
    ]
