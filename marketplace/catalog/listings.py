"""The one door through which a thing gets its public face.

    listing = listings.register(Listing.Kind.PROJECT, owner=party, title="Layout for a journal")
    project = Project.objects.create(listing=listing, …)
    listings.publish(listing, Face(title=…, summary=…, url=…, topics=[…], …))

Imported as `from marketplace.catalog import listings`; reads as `listings.publish(...)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.text import slugify

from marketplace.catalog import rates, text
from marketplace.catalog.models import Listing, ListingStats, Topic
from marketplace.kit import clock, pagestore

if TYPE_CHECKING:
    from accounts.models import Party


@dataclass(frozen=True, kw_only=True)
class Face:
    """Everything public about a thing. Names and units are those of the Listing's columns."""

    title: str
    url: str
    summary: str = ""
    body: str = ""  # searched, not stored
    language: str = "en"
    cover: str = ""
    cover_alt: str = ""
    cover_style: str = ""  # how the cover is drawn, where it is; the topic's way if not given
    topics: Sequence[Topic] = ()
    topic: Topic | None = None  # the one named on the card; the first of topics if not given
    state: str = ""
    is_open: bool = False
    country: str = ""
    place: str = ""
    is_remote: bool = False
    level: str = ""
    basis: str = ""
    currency: str = ""
    price_low: int | None = None
    price_high: int | None = None
    goal_minor: int | None = None
    raised_minor: int | None = None
    closes_at: datetime | None = None
    free_from: date | None = None
    rating: int | None = None
    rating_count: int = 0
    is_sample: bool = False
    published_at: datetime | None = None  # now, unless it was published before or elsewhere
    facts: dict[str, Any] = field(default_factory=dict)


SLUG_ATTEMPTS = 20

_NOT_COLUMNS = {"body", "cover_style", "topics", "topic", "published_at"}
_COLUMNS = [column.name for column in fields(Face) if column.name not in _NOT_COLUMNS]


@transaction.atomic
def register(kind: str, *, owner: "Party", title: str, slug: str = "") -> Listing:
    """A listing that nobody can find yet, for a thing that is being made. Its slug is settled here, for good.

    slug: for a thing whose slug is settled elsewhere (a person's, by their party); otherwise made from the title.
    """
    listing = Listing(kind=kind, owner=owner, title=title, slug=slug)
    if slug:
        listing.save(force_insert=True)
    else:
        _save_under_a_free_slug(listing)
    ListingStats.objects.create(listing=listing)
    return listing


@transaction.atomic
def describe(listing: Listing, face: Face) -> Listing:
    """Keep what a thing in the making will show, without showing it to anybody."""
    wear(listing, face)
    _keep_held(listing)
    listing.save()
    return listing


@transaction.atomic
def publish(listing: Listing, face: Face) -> Listing:
    """Show the thing, or show it as it is now. Found by search and filters as soon as the transaction commits.

    What staff hold stays out of sight, and is shown as it is then once they let it go.
    """
    show(listing, face)
    _keep_held(listing)
    listing.save()
    _index(listing, face)
    _announce()
    return listing


def show(listing: Listing, face: Face) -> Listing:
    """Put the face on a listing that the caller saves, and let it be found."""
    wear(listing, face)
    listing.is_live = True
    listing.published_at = face.published_at or listing.published_at or clock.now()
    return listing


@transaction.atomic
def withdraw(listing: Listing, *, state: str = "") -> None:
    """Take the thing out of sight. Its row, counters and history stay."""
    hidden = Case(When(held_live__isnull=False, then=Value(value=False)), default=None)
    Listing.objects.filter(pk=listing.pk).update(
        is_live=False, is_open=False, held_live=hidden, state=state, updated_at=clock.now()
    )
    listing.is_live = listing.is_open = False
    _announce()


@transaction.atomic
def rate(listings: "QuerySet[Listing]", *, rating: int | None, count: int) -> None:
    """What others say of these: the mean in hundredths of a star, and how many have said so."""
    listings.update(rating=rating, rating_count=count, updated_at=clock.now())
    _announce()


@transaction.atomic
def tell(listings: "QuerySet[Listing]", fact: str, value: Any) -> None:
    """Let these say one small fact more, or, with None, no more."""
    for listing in listings.select_for_update(no_key=True).order_by("pk"):
        others = {name: kept for name, kept in listing.facts.items() if name != fact}
        listing.facts = others if value is None else {**others, fact: value}
        listing.updated_at = clock.now()
        listing.save(update_fields=["facts", "updated_at"])
    _announce()


@transaction.atomic
def hold(listings: "QuerySet[Listing]") -> None:
    """Keep these out of sight whatever their owners do, until they are let go. Those that are held stay so."""
    listings.filter(held_live__isnull=True).update(held_live=F("is_live"), is_live=False, updated_at=clock.now())
    _announce()


@transaction.atomic
def let_go(listings: "QuerySet[Listing]") -> None:
    """Hold these no more: what would be live by now is."""
    listings.filter(held_live__isnull=False).update(is_live=F("held_live"), held_live=None, updated_at=clock.now())
    _announce()


def wear(listing: Listing, face: Face) -> None:
    """Put the face on a listing that the caller saves. Whether it is found stays as it is."""
    for column in _COLUMNS:
        setattr(listing, column, getattr(face, column))
    topics = list(face.topics)
    listing.topic = face.topic or next(iter(topics), None)
    listing.topics = [topic.pk for topic in topics]
    listing.lineage = sorted({pk for topic in topics for pk in topic.lineage})
    listing.cover_style = face.cover_style or (listing.topic.cover_style if listing.topic else Topic.Cover.GRID)
    listing.price_eur = rates.in_euro_cents(face.price_low, face.currency)
    listing.raised_eur = rates.in_euro_cents(face.raised_minor, face.currency)
    listing.funded_permille = permille(face.raised_minor, face.goal_minor)
    listing.updated_at = clock.now()


def words_of(listing: Listing, face: Face) -> dict[str, str]:
    """What is searched, by weight: title before topics and owner before summary before body. Folded."""
    weighted = {
        "A": face.title,
        "B": " ".join([*(topic.name for topic in face.topics), listing.owner.name]),
        "C": face.summary,
        "D": face.body,
    }
    return {weight: text.fold(words) for weight, words in weighted.items()}


def permille(raised: int | None, goal: int | None) -> int | None:
    """Raised in thousandths of the goal, rounded down; None where there is no goal."""
    return raised * 1000 // goal if raised is not None and goal else None


def free_slug(kind: str, title: str) -> str:
    """A slug from the title that no other listing of this kind has."""
    stem = slugify(title)[:90] or kind
    taken = set(Listing.objects.filter(kind=kind, slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in _numbered(stem) if slug not in taken)


def _keep_held(listing: Listing) -> None:
    """Before the whole row is saved: a hold that was put on it meanwhile is not written over."""
    held = Listing.objects.filter(pk=listing.pk).select_for_update().values_list("held_live", flat=True).first()
    listing.held_live = None if held is None else listing.is_live or held
    if held is not None:
        listing.is_live = False


def _save_under_a_free_slug(listing: Listing) -> None:
    """Two that are made at the same moment see the same slug free; the later one then takes the next."""
    for _attempt in range(SLUG_ATTEMPTS):
        listing.slug = free_slug(listing.kind, listing.title)
        try:
            with transaction.atomic():
                return listing.save(force_insert=True)
        except IntegrityError as error:
            if "listing_slug_once" not in str(error):
                raise
    raise RuntimeError(f"No free slug for {listing.title!r} in {SLUG_ATTEMPTS} attempts")


def _numbered(stem: str) -> Any:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _announce() -> None:
    """Kept pages show the world before this change: let them be drawn anew."""
    transaction.on_commit(pagestore.turn_over, robust=True)


def _index(listing: Listing, face: Face) -> None:
    """The search column, in one statement."""
    parts = [
        SearchVector(Value(words), weight=weight, config=text.CONFIG)
        for weight, words in words_of(listing, face).items()
    ]
    Listing.objects.filter(pk=listing.pk).update(search=reduce(add, parts))
