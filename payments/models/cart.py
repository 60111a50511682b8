from typing import Any, Self

from django.conf import settings
from django.db import models

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class CartLineQuerySet(models.QuerySet["CartLine"]):
    def of(self, user: Any) -> Self:
        """What this person has laid in, the first first."""
        return self.filter(user=user).order_by("pk") if user.is_authenticated else self.none()


class CartLine(UUIDModel):
    """A payable that somebody means to pay for, together with others. What it costs is asked when it is shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cart_lines")
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    put_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CartLineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "subject"], name="cart_line_once")]
        indexes = [models.Index(fields=["kind", "subject"], name="cart_line_by_payable")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
