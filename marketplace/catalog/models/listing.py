from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import found
from marketplace.catalog.models.topic import Topic
from marketplace.kit import clock
from marketplace.kit.models import MoneyIn, UUIDModel

# What cards, labels and notices print, and no more: a third less to fetch and to build than whole rows.
ON_CARDS = (
    "kind", "url", "title", "summary", "cover", "cover_alt", "cover_style", "state", "is_open", "place", "is_remote",
    "level", "basis", "currency", "price_low", "price_high", "goal_minor", "raised_minor", "funded_permille",
    "closes_at", "free_from", "rating", "rating_count", "facts", "published_at", "updated_at", "is_live", "slug",
    "owner__kind", "owner__name", "owner__slug", "owner__photo", "topic__name", "topic__slug", "stats__proposals",
)  # fmt: skip


class Found(NamedTuple):
    """Which listing, and as it was last changed: enough to tell its card from any other."""

    id: UUID
    updated_at: datetime


class ListingQuerySet(models.QuerySet["Listing"]):
    def live(self) -> Self:
        """What anybody may find."""
        return self.filter(is_live=True)

    def with_card(self) -> Self:
        """Everything that a card shows, in one query."""
        return self.select_related("owner", "topic", "stats").only(*ON_CARDS)

    def found(self) -> list[Found]:
        """Which they are, for `shelf.draw`."""
        return [Found(*row) for row in self.values_list("id", "updated_at")]


class Listing(UUIDModel):
    """The public face of anything that can be found, followed, watched, liked, measured or ranked.

    One narrow table for all kinds, so that search reads one table and bookmarks, watches and events have real foreign
    keys. The thing behind it (a Project, a Portfolio, …) has this row as its primary key and writes it only through
    `catalog.publish`. Amounts are minor units of `currency`; `*_eur` columns are the same amounts in euro cents at the
    rate of the day they were published, for filters and sorting across currencies only, never shown. `tags` is worked
    out by the database (see `catalog.models.found`).
    """

    class Kind(models.TextChoices):
        PORTFOLIO = "portfolio", _("Portfolio")
        WORK = "work", _("Work")
        SERVICE = "service", _("Service")
        PRODUCT = "product", _("Product")
        PROJECT = "project", _("Job")
        FUNDRAISER = "fundraiser", _("Fundraiser")
        ROUND = "round", _("Round")
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    kind = models.CharField(max_length=10, choices=Kind)
    owner = models.ForeignKey("accounts.Party", models.PROTECT, related_name="listings")
    slug = models.SlugField(max_length=100)
    url = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="en")

    cover = models.CharField(max_length=200, blank=True)  # a stored picture's path; empty: the drawn cover
    cover_alt = models.CharField(max_length=200, blank=True)
    cover_style = models.CharField(max_length=14, choices=Topic.Cover, default=Topic.Cover.GRID)

    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")  # the one named on the card
    topics = ArrayField(models.IntegerField(), default=list)  # as chosen
    lineage = ArrayField(models.IntegerField(), default=list)  # those and all above them

    state = models.CharField(max_length=20, blank=True)  # the thing's own status, in its own words
    is_live = models.BooleanField(default=False)
    held_live = models.BooleanField(null=True, editable=False)  # held by staff: whether it would be live; else null
    is_open = models.BooleanField(default=False)  # can be answered now: proposals, pledges, a hire

    country = models.CharField(max_length=2, blank=True)
    place = models.CharField(max_length=100, blank=True)
    is_remote = models.BooleanField(default=False)
    level = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=12, blank=True)  # fixed, hourly, from; or the fundraiser's kind
    currency = models.CharField(max_length=3, blank=True)
    price_low = models.BigIntegerField(null=True)
    price_high = models.BigIntegerField(null=True)
    price_eur = models.BigIntegerField(null=True)
    goal_minor = models.BigIntegerField(null=True)
    raised_minor = models.BigIntegerField(null=True)
    raised_eur = models.BigIntegerField(null=True)
    funded_permille = models.IntegerField(null=True)  # raised in thousandths of the goal
    closes_at = models.DateTimeField(null=True)
    free_from = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)  # hundredths of a star, 0–500
    rating_count = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)  # what the card prints and nothing filters by

    is_sample = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now)
    search = SearchVectorField(null=True)
    tags = found.tags()

    price_from = MoneyIn("price_low")
    price_to = MoneyIn("price_high")
    goal = MoneyIn("goal_minor")
    raised = MoneyIn("raised_minor")

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="listing_slug_once"),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(published_at__isnull=False), name="listing_live_was_published"
            ),
            models.CheckConstraint(
                condition=Q(held_live__isnull=True) | Q(is_live=False), name="listing_held_is_not_live"
            ),
            models.CheckConstraint(
                condition=Q(price_high__isnull=True) | Q(price_low__isnull=True) | Q(price_high__gte=F("price_low")),
                name="listing_price_low_to_high",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__lte=500), name="listing_rating_to_five"
            ),
        ]
        indexes = [
            GinIndex(
                fields=["search", "lineage", "tags"], name="listing_found", fastupdate=False, condition=Q(is_live=True)
            ),
            models.Index(F("published_at").desc(), F("id").desc(), name="listing_newest", condition=Q(is_live=True)),
            models.Index(
                "kind", F("published_at").desc(), F("id").desc(), name="listing_kind_newest", condition=Q(is_live=True)
            ),
            *found.order_indexes(Q(is_live=True)),
            models.Index(fields=["updated_at"], name="listing_updated", condition=Q(is_live=True)),
            models.Index(fields=["owner", "kind"], name="listing_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_held(self) -> bool:
        """Whether staff keep it out of sight, whatever its owner does."""
        return self.held_live is not None

    def get_absolute_url(self) -> str:
        """The page of the thing behind this listing."""
        return self.url

    def as_fact(self, name: str, default: Any = None) -> Any:
        """One of the small things that the card prints."""
        return self.facts.get(name, default)


class ListingStats(models.Model):
    """Counters beside the listing, so that a view never rewrites a wide, indexed row."""

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="stats")
    views = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)
    bookmarks = models.PositiveIntegerField(default=0)
    watches = models.PositiveIntegerField(default=0)
    follows = models.PositiveIntegerField(default=0)
    shares = models.PositiveIntegerField(default=0)
    proposals = models.PositiveIntegerField(default=0)
    backers = models.PositiveIntegerField(default=0)
    trend = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(F("trend").desc(), F("listing").desc(), name="listingstats_trend")]

    def __str__(self) -> str:
        return str(self.listing_id)
