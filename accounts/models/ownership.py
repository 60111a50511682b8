from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.company import Company
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, Timestamped, UUIDModel


class OwnershipOfferQuerySet(Lockable):
    def open(self) -> Self:
        """Those that can still be answered."""
        waiting = self.filter(status=OwnershipOffer.Status.OPEN, expires_at__gt=clock.now())
        return waiting.filter(company__dissolved_at__isnull=True)

    def with_company(self) -> Self:
        """What the offer says of company and people, in the same query."""
        return self.select_related("company__party", "offered_by__party", "to__party")


class OwnershipOffer(UUIDModel, Stateful, Timestamped):
    """An owner offers the company to one of its people, who becomes an owner by accepting.

    stays: whether the one who offers remains an owner beside them, or becomes a manager.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Ran out")

    MOVES: ClassVar = {
        Status.OPEN: {Status.ACCEPTED, Status.DECLINED, Status.REVOKED, Status.EXPIRED},
    }

    company = models.ForeignKey(Company, models.CASCADE, related_name="ownership_offers")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ownership_offers")
    stays = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    expires_at = models.DateTimeField()

    objects = OwnershipOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"], name="ownershipoffer_one_at_a_time", condition=Q(status="open")
            ),
            models.CheckConstraint(condition=~Q(to=models.F("offered_by")), name="ownershipoffer_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.company} to {self.to}"
