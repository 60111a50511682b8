"""What each side, or the mediator, would settle a dispute for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock
from marketplace.kit.models import Lockable, MoneyIn, Stateful, UUIDModel
from projects.models.contract import Side
from projects.models.dispute import Dispute, Role


class DisputeOffer(UUIDModel, Stateful):
    """What somebody would settle for: so much to the freelancer, the rest back to the client.

    Made by a side, the other accepts it and it is done at once; a later one of the same side replaces it. Made by the
    mediator, both must accept (`client_says`, `freelancer_says`; nothing said yet is empty). `of_minor`: what was at
    stake then; once that has changed, nobody can accept it any more.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute offer", "Open")
        ACCEPTED = "accepted", pgettext_lazy("dispute offer", "Accepted")
        DECLINED = "declined", pgettext_lazy("dispute offer", "Declined")
        REPLACED = "replaced", pgettext_lazy("dispute offer", "Replaced")
        LAPSED = "lapsed", pgettext_lazy("dispute offer", "No longer open")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.ACCEPTED, Status.DECLINED, Status.REPLACED, Status.LAPSED},
    }

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="offers")
    made_by = models.CharField(max_length=10, choices=Role)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    currency = models.CharField(max_length=3)
    to_freelancer_minor = models.BigIntegerField()
    of_minor = models.BigIntegerField()
    why = models.TextField(_("why"), blank=True)
    client_says = models.BooleanField(null=True, blank=True)
    freelancer_says = models.BooleanField(null=True, blank=True)

    to_freelancer, of = MoneyIn("to_freelancer_minor"), MoneyIn("of_minor")

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["dispute", "-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_freelancer_minor__gte=0, to_freelancer_minor__lte=F("of_minor"), of_minor__gt=0),
                name="disputeoffer_within_the_stake",
            ),
            models.UniqueConstraint(
                fields=["dispute", "made_by"], condition=Q(status="open"), name="disputeoffer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(made_by__in=["client", "freelancer", "mediator"]), name="disputeoffer_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.made_by} {self.to_freelancer_minor}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def to_client(self) -> Any:
        """What goes back."""
        return self.of - self.to_freelancer

    def says(self, side: str) -> bool | None:
        """What this side has said to a mediator's proposal."""
        return self.client_says if side == Side.CLIENT else self.freelancer_says
