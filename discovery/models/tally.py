from django.db import models

from marketplace.catalog.models import Listing
from marketplace.kit import clock


class Tally(models.Model):
    """Everything of one kind (or of all: the empty kind) counted in full, by every filter, a few minutes ago at most.

    Where a list is filtered it is counted on the spot, to a limit; a whole kind of a large site is read from here.
    """

    kind = models.CharField(max_length=10, choices=Listing.Kind, blank=True, primary_key=True)
    total = models.PositiveIntegerField()
    rows = models.JSONField(default=list)  # as surveys.read takes them
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.kind or 'everything'}: {self.total}"


class Figure(models.Model):
    """A fact about the whole site that the home page tells, worked out now and then from the listings."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(null=True)  # its unit goes by the name, see discovery.tallies
    counted_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
