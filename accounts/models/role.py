from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class Role(UUIDModel):
    """A part that a person plays on the site. One person may play several; none of them takes another away."""

    class Kind(models.TextChoices):
        FREELANCER = "freelancer", _("Freelancer")
        CLIENT = "client", _("Client")
        INVESTOR = "investor", _("Backer and investor")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12, choices=Kind)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="role_once")]

    def __str__(self) -> str:
        return self.get_kind_display()
