"""The rows of the desk."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class ImpersonationQuerySet(models.QuerySet["Impersonation"]):
    def running(self, now: datetime | None = None) -> Self:
        """Those whose time is not over."""
        return self.filter(ended_at__isnull=True, ends_at__gt=now or clock.now())


class Impersonation(UUIDModel):
    """A member of staff sees the site as somebody else: for a reason, for a quarter of an hour, reading only."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.TextField(max_length=1000)
    started_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = ImpersonationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(staff=F("person")), name="impersonation_of_another")]
        indexes = [models.Index(fields=["person", "started_at"], name="impersonation_of_person")]

    def __str__(self) -> str:
        return f"{self.staff} as {self.person}"
