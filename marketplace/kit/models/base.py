"""What every app's tables share: ids, times and locks."""

from typing import Any, Self

from django.db import models

from marketplace.kit import clock
from marketplace.kit.ids import uuid7


class Lockable(models.QuerySet[Any]):
    """A query set whose rows an act may hold until it commits; see docs/locking.md for the one order of locks."""

    def locked(self) -> Self:
        """These rows, held against every other act, lowest id first so that two acts never wait for each other.

        Ids never change, so rows that merely point here need not wait (NO KEY): their keys are checked when they
        commit, with other locks in hand, where waiting for us would be the wrong way round.
        """
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class UUIDModel(models.Model):
    """A row with a time-ordered public id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Timestamped(models.Model):
    """When the row was made and last changed, by the product's clock."""

    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
