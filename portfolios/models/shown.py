"""What portfolios, works and whatever else stands on a listing have in common."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit.models import Lockable


class ShownQuerySet(Lockable):
    """Rows whose primary key is their listing."""

    def live(self) -> Self:
        """What anybody may see."""
        return self.filter(listing__is_live=True)

    def visible_to(self, user: Any) -> Self:
        """What this viewer may see: all that is live, what is theirs or their company's, and for staff everything."""
        if not user.is_authenticated:
            return self.live()
        if user.is_staff and user.has_perm(f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"):
            return self.all()
        own = Q(listing__owner__in=Party.objects.seen_by(user))
        return self.filter(Q(listing__is_live=True) | own)

    def with_face(self) -> Self:
        """The listing with its owner, topic and counters, in the same query."""
        return self.select_related("listing__owner", "listing__topic", "listing__stats").defer("listing__search")

    def with_maker(self, *also: str) -> Self:
        """All that the page of one thing reads: itself, its face, and its maker's card. One query, and a lean one.

        also: columns of other tables that this page reads, by their path.
        """
        own = [field.name for field in self.model._meta.concrete_fields]
        joined = {path.rpartition("__")[0] for path in also}
        return self.select_related(*_JOINED, *joined).only(*own, *_FACE, *_MAKER, *also)

    def with_label(self) -> Self:
        """What hangs on a wall: cover, title, address, and the thing's own columns."""
        own = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("listing").only(*own, *_LABEL)


# Most of the time of a page goes into columns that nobody prints, so these name the ones that are.
_UNREAD = {"search", "tags", "lineage", "facts"}
_FACE = [f"listing__{field.name}" for field in Listing._meta.concrete_fields if field.name not in _UNREAD]
_LABEL = [f"listing__{name}" for name in ("kind", "title", "url", "cover", "cover_alt", "cover_style")]
_JOINED = [
    "listing__topic",
    "listing__owner__profile__listing",
    "listing__owner__company__listing",
    "listing__owner__record",
]
_PAGE = ("listing__is_live", "listing__rating", "listing__rating_count")
_OFFER = [f"listing__{name}" for name in ("place", "is_open", "currency", "price_low", "free_from")]
_MAKER = [
    *(f"listing__topic__{name}" for name in ("name", "slug")),
    *(f"listing__owner__{name}" for name in ("kind", "name", "slug", "photo", "user")),
    *(f"listing__owner__profile__{name}" for name in ("headline", *_PAGE, *_OFFER)),
    *(f"listing__owner__company__{n}" for n in ("tagline", "city", "legal_form", "founded_on", *_PAGE)),
    *(f"listing__owner__record__{name}" for name in ("kind", "source", "licence", "url")),
]


class Shown(models.Model):
    """A thing with a page of its own: its public face is its listing, and its listing says whose it is."""

    listing: Any
    sample_note = models.CharField(max_length=300, blank=True)  # of a sample or record: what is real and what is ours

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.listing.title

    def get_absolute_url(self) -> str:
        """The page of this thing."""
        return self.listing.get_absolute_url()

    @property
    def owner(self) -> Party:
        """Whose it is. One truth, kept on the listing."""
        listing: Listing = self.listing
        return listing.owner
