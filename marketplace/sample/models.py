from django.db import models

from marketplace.kit import clock


class Load(models.Model):
    """One source that was loaded whole: the shipped sample, or a data directory. Written in the load's transaction."""

    source = models.CharField(max_length=300, unique=True)
    listings = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.source
