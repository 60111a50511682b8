from django.conf import settings
from django.db import models

from accounts import browsers
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class PushDevice(UUIDModel):
    """A browser that shows somebody's notices although no page of ours is open in it.

    `endpoint` is its mailbox at the push service of its maker; `p256dh` and `auth` are its keys, for which every message
    is sealed (RFC 8291). A device that failed rests until `rests_until`; one that is gone for good is removed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    agent = models.CharField(max_length=200, blank=True)  # what the browser says of itself
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.agent} of {self.user}"

    @property
    def name(self) -> str:
        """ "Firefox on Windows"."""
        return browsers.label(self.agent)
