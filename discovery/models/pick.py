from django.db import models

from marketplace.catalog.models import Listing


class Pick(models.Model):
    """A work on the wall of the home page, at its place. The worker hangs the wall anew (see discovery.wall)."""

    place = models.PositiveSmallIntegerField(primary_key=True)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.place}: {self.listing_id}"
