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
        """What this viewer may see: all that is live, what they act for, and for staff everything."""
        if not user.is_authenticated:
            return self.live()
        if user.is_staff:
            return self.all()
        own = Q(listing__owner__in=Party.objects.acted_for_by(user))
        return self.filter(Q(listing__is_live=True) | own)

    def with_face(self) -> Self:
        """The listing with its owner, topic and counters, in the same query."""
        return self.select_related("listing__owner", "listing__topic", "listing__stats").defer("listing__search")


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
