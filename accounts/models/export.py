from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock
from marketplace.kit.models import Leased, Lockable, Stateful, UUIDModel


class ExportQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """An export is seen by nobody but the person that it is about, staff included."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def under_way(self) -> Self:
        """Asked for and not ready yet."""
        return self.filter(status__in=Export.UNDER_WAY)


class Export(UUIDModel, Stateful, Leased):
    """Everything about one person as one file, made in the background when they ask for it.

    `done` of `total` kinds are in the file so far. The file lies in the private store under a name made from the row's
    id, so that a second attempt after a crash writes the same file and never another. It is gone a week later.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("export", "Waiting")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        GONE = "gone", _("Deleted")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.MAKING, Status.GONE},
        Status.MAKING: {Status.READY, Status.GONE},
        Status.READY: {Status.GONE},
    }
    UNDER_WAY: ClassVar = [Status.WAITING, Status.MAKING]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    seal = models.CharField(max_length=64, blank=True)  # SHA-256 of the file, hex
    ready_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)  # when the file is deleted

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status__in=["waiting", "making"]), name="export_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(ready_at__isnull=False, ends_at__isnull=False),
                name="export_ready_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["try_at"], name="export_due", condition=Q(status__in=["waiting", "making"])),
            models.Index(fields=["user", "-asked_at"], name="export_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    @property
    def path(self) -> str:
        """Where the file lies in the private store."""
        return f"exports/{self.pk}.zip"

    @property
    def is_under_way(self) -> bool:
        return self.status in self.UNDER_WAY

    @property
    def is_ready(self) -> bool:
        """Whether the file can be had now."""
        return self.status == self.Status.READY and self.ends_at is not None and self.ends_at > clock.now()
