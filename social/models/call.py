from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from marketplace.kit import clock
from marketplace.kit.ids import uuid7
from marketplace.kit.models import Lockable, UUIDModel
from social.models.thread import Message, Thread


class CallQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the threads that this person may read now."""
        return self.filter(thread__in=Thread.objects.visible_to(user)) if user.is_authenticated else self.none()

    def running(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)


class Call(UUIDModel):
    """People of one thread who see and hear each other. A thread has one at a time; who calls again, joins it.

    It is opened before anybody is in it (people look at themselves first), rings when the first comes in and ends when
    the last has left. `line` is what the thread says of it. Nothing of what is said or shown is kept, or passes here.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="calls")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    line = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread"], condition=Q(ended_at__isnull=True), name="call_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="call_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"Call of {self.started_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Where it takes place."""
        return reverse("social:call", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None


class CallStayQuerySet(Lockable):
    def current(self) -> Self:
        """Those of people who have not left."""
        return self.filter(left_at__isnull=True)


class CallStay(UUIDModel):
    """One person in one call, from when they came until they left. Who comes again has a second one.

    `seat` is the page on which they are: whoever opens the call in another tab sits there from then on, and the first
    tab is told. `seen_at`: the last sign of life of that page.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="stays")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seat = models.UUIDField(default=uuid7, unique=True)
    joined_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = CallStayQuerySet.as_manager()

    class Meta:
        ordering = ["call", "joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"], condition=Q(left_at__isnull=True), name="call_stay_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")), name="call_stay_left_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.call}"
