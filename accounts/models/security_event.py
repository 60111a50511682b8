from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    def visible_to(self, user: Any) -> Self:
        """What happened to one's own account."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def newest(self) -> Self:
        return self.order_by("-at", "-pk")


class SecurityEvent(UUIDModel):
    """Something that changed how a person signs in, or a sign-in from a new place. Written by accounts.security alone.

    `kind` is one of accounts.security.KINDS, `facts` what its sentence names; `about` tells events of a kind apart
    where one must happen once only. `user_agent` is that of the browser in which it was done.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="security_events")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "about"], name="security_event_once", condition=~models.Q(about="")
            )
        ]
        indexes = [models.Index("user", F("at").desc(), name="security_event_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user}"
