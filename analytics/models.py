"""What is counted once and read often. Nobody is named in any of it."""

from django.db import models

from marketplace.catalog.models import Listing


class VisitDay(models.Model):
    """How often the page of a listing was seen on one day (UTC) by people who came from one place, by one link.

    Added up from the events once a minute, so that no dashboard reads them, and kept when they are gone.
    """

    pk = models.CompositePrimaryKey("listing", "day", "source", "tag")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    source = models.CharField(max_length=60)
    tag = models.CharField(max_length=40, blank=True)
    visits = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.day} {self.source} {self.visits}"
