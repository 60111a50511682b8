from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class FollowQuerySet(models.QuerySet["Follow"]):
    def of(self, user: Any) -> Self:
        """Whom this person follows."""
        return self.filter(follower__user=user) if user.is_authenticated else self.none()


class Follow(UUIDModel):
    """A party wants to hear what another one makes, posts and raises."""

    follower = models.ForeignKey(Party, models.CASCADE, related_name="following")
    followed = models.ForeignKey(Party, models.CASCADE, related_name="followers", db_index=False)
    since = models.DateTimeField(default=clock.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["followed", "follower"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.follower} follows {self.followed}"


class WatchQuerySet(models.QuerySet["Watch"]):
    def of(self, user: Any) -> Self:
        """What this person watches."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Watch(UUIDModel):
    """A person wants to hear what becomes of one listing: of every change, or only of how it ends."""

    class Level(models.TextChoices):
        ALL = "all", _("Every change")
        ENDING = "ending", _("Only how it ends")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="watchers", db_index=False)
    level = models.CharField(max_length=6, choices=Level, default=Level.ALL)
    since = models.DateTimeField(default=clock.now)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "watches"
        constraints = [models.UniqueConstraint(fields=["listing", "user"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.user} watches {self.listing}"
