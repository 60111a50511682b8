from typing import Any, Self

from django.conf import settings
from django.db import models

from accounts import browsers
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: Any) -> Self:
        """One's own devices, and nobody else's."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def signed_in(self) -> Self:
        return self.exclude(session_key="")


class Device(UUIDModel):
    """A browser in which somebody has signed in, known again by a cookie of its own.

    A browser holds one session of ours at a time, so the row is the session, too: `session_key` is that of the running
    one, empty once it has ended. While `remembered_until` lies ahead, no second factor is asked for here. Nothing is
    kept of where the device is.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    token = models.CharField(max_length=64)  # SHA-256 of the cookie, so that the table lets nobody in
    session_key = models.CharField(max_length=40, blank=True)
    user_agent = models.CharField(max_length=browsers.MOST, blank=True)
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    remembered_until = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="device_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return browsers.label(self.user_agent)

    @property
    def is_signed_in(self) -> bool:
        return bool(self.session_key)

    @property
    def is_remembered(self) -> bool:
        return self.remembered_until is not None and self.remembered_until > clock.now()
