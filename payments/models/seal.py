"""The books, part two: what shows that nobody has changed them since."""

from django.db import models
from django.db.models import Q

from payments.models.account import Entry


class Seal(models.Model):
    """A batch of entries, sealed together with the seal before it (SHA-256).

    Whoever changes, removes or slips in an entry later, past every trigger, breaks its seal and all that follow. Seals
    are made by the worker, some seconds after the entries: a chain of single entries would make each wait for the one
    before. `up_to` is the highest id sealed so far, from which the next look begins.
    """

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3, … without a gap
    at = models.DateTimeField()
    size = models.PositiveIntegerField()
    up_to = models.UUIDField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1, size__gte=1), name="seal_of_something"),
            models.UniqueConstraint(fields=["hash"], name="seal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class SealedEntry(models.Model):
    """Under which seal an entry lies.

    No foreign key is checked: it would lock, and so rewrite, every entry once more. Neither entries nor seals can be
    deleted, and a row for an entry that is not of its seal breaks the hash of that seal.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="sealed", db_constraint=False)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="entries", db_index=False, db_constraint=False)

    class Meta:
        verbose_name_plural = "sealed entries"

    def __str__(self) -> str:
        return f"{self.entry_id} under {self.seal_id}"
