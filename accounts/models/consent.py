from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class ConsentQuerySet(models.QuerySet["Consent"]):
    def newest_first(self) -> Self:
        """The last word on each purpose comes first."""
        return self.order_by("-at", "-id")


class Consent(UUIDModel):
    """One word that a person gave on one purpose: agreed to this version of a text, or taken back.

    Rows are only added (a trigger refuses to change one), so that it can be shown later what was agreed, when and how.
    The newest row of a purpose is what holds. No address and no name stand here: the proof outlives the account.
    """

    class How(models.TextChoices):
        JOINING = "joining", _("when joining")
        ASKED = "asked", _("when asked on a visit")
        SETTINGS = "settings", _("in the settings")
        MAIL = "mail", _("by the link in a mail")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    is_given = models.BooleanField()
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField(default=clock.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "purpose", "-at"], name="consent_last_word")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}: {'yes' if self.is_given else 'no'}"
