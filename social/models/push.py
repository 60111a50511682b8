from django.db import models

from accounts.models import Device
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class PushSubscription(UUIDModel):
    """A device's leave to show its owner's notices though no page of ours is open on it.

    `endpoint` is its mailbox at the push service of the browser's maker; `p256dh` and `auth` are the browser's keys,
    for which every message is sealed (RFC 8291). It counts only while its owner is signed in there. One that failed
    rests until `rests_until`; one that is gone for good is removed.
    """

    device = models.OneToOneField(Device, models.CASCADE, related_name="push")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.device)
