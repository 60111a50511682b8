from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, user: Any) -> Self:
        """Whom one blocked is nobody else's to know."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Block(UUIDModel):
    """One person wants nothing of another: neither proposes to, writes to, follows or endorses the other any more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks")
    party = models.ForeignKey(Party, models.CASCADE, related_name="blocked_by")
    since = models.DateTimeField(default=clock.now)

    objects: ClassVar = BlockQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "party"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.user} blocks {self.party}"
