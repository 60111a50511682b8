from datetime import timedelta
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from marketplace.kit import clock
from marketplace.kit.models.leased import Leased


class TimerQuerySet(models.QuerySet["Timer"]):
    """Timers by how they stand."""

    def overdue(self) -> Self:
        """Due, and not being handled yet."""
        return self.filter(at__lte=clock.now(), attempts=0)

    def failing(self) -> Self:
        """Tried in vain, and tried again later."""
        return self.filter(attempts__gt=0)

    def soon(self, within: timedelta) -> Self:
        """Due within so long from now, not counting what is due already."""
        return self.filter(at__gt=clock.now(), at__lte=clock.now() + within)

    def tried(self) -> Self:
        """Those that a worker has now or has had: the only ones whose `try_at` is not their own moment."""
        return self.filter(Q(attempts__gt=0) | Q(lease__isnull=False))


class Timer(Leased):
    """An act that is to happen by itself at a moment: a deadline, a reminder, a release. Gone once it has happened.

    Written only by `kit.timers`. Kind and key name it, so that it can be moved and cancelled without keeping its id.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    set_by = models.UUIDField(null=True, blank=True)  # a user's id, as in the audit; none: the site itself
    set_at = models.DateTimeField(null=True, blank=True)

    objects = TimerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="timer_once")]
        indexes = [
            models.Index(fields=["try_at", "id"], name="timer_due"),
            models.Index(fields=["try_at"], name="timer_tried", condition=Q(attempts__gt=0) | Q(lease__isnull=False)),
            models.Index(fields=["at", "kind"], name="timer_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
