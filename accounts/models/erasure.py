from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock
from marketplace.kit.models import Leased, Lockable, Stateful, UUIDModel


class ErasureQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Seen by the person who asked for it."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def standing(self) -> Self:
        """Asked for, and neither taken back nor done."""
        return self.filter(status__in=Erasure.STANDING)


class Erasure(UUIDModel, Stateful, Leased):
    """A person's wish to be forgotten: a time of grace in which they can take it back, then the deed, then a receipt.

    `hidden` are the pages that were taken out of sight meanwhile, so that they can come back. `outcome` grows by one
    entry for each kind of data that is dealt with, in the transaction that deals with it: after a crash the rest is
    done and nothing twice. Once done, the row is the receipt: what was deleted and what stays, in counts, under a
    `token` and a `seal`; nothing in it says who it was.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("erasure", "Waiting")
        TAKEN_BACK = "taken_back", _("Taken back")
        RUNNING = "running", _("Under way")
        DONE = "done", pgettext_lazy("erasure", "Done")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.RUNNING, Status.TAKEN_BACK},
        Status.RUNNING: {Status.DONE},
    }
    STANDING: ClassVar = [Status.WAITING, Status.RUNNING]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="erasures")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)  # when it was due and something still stood in its way
    hidden = models.JSONField(default=list)  # as catalog.hiding gives it
    outcome = models.JSONField(default=list)  # [{"kind": label, "deleted": 3, "changed": 1, "kept": 0, "files": 2}]
    done_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=43, unique=True)
    seal = models.CharField(max_length=64, blank=True)  # SHA-256 of the receipt, hex

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status__in=["waiting", "running"]), name="erasure_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(done_at__isnull=False) & ~Q(seal="")),
                name="erasure_done_has_a_receipt",
            ),
        ]
        indexes = [models.Index(fields=["try_at"], name="erasure_due", condition=Q(status="running"))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.status}"

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE
