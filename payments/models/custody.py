from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class CustodyQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """An investor's own, and those of companies that one may bind."""
        return self.filter(investor__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()


class CustodyInstruction(UUIDModel, Stateful, Timestamped):
    """Securities money for one commitment: sent to a custodian, then on to the issuer or back. Never the platform's.

    `kind` and `subject` name the commitment. What the custodian holds is the balance of an account of its own
    (`chart.in_custody`), mirrored by `chart.custodian`.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("custody", "Prepared")
        WAITING = "waiting", pgettext_lazy("custody", "Waits for the money")
        FUNDED = "funded", pgettext_lazy("custody", "With the custodian")
        COLLECTED = "collected", pgettext_lazy("custody", "Paid to the issuer")
        RETURNED = "returned", pgettext_lazy("custody", "Sent back")
        CANCELLED = "cancelled", pgettext_lazy("custody", "Never sent")

    # News may overtake each other, so what waits may turn out to have come and gone.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.PREPARED: {Status.WAITING, Status.FUNDED, Status.CANCELLED},
        Status.WAITING: {Status.FUNDED, Status.CANCELLED},
        Status.FUNDED: {Status.COLLECTED, Status.RETURNED},
    }
    OPEN: ClassVar = [Status.PREPARED, Status.WAITING, Status.FUNDED]

    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    investor = models.ForeignKey(Party, models.PROTECT, related_name="+")
    issuer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.PREPARED)
    custodian = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=255, blank=True)
    action_url = models.URLField(max_length=1000, blank=True)
    return_to = models.CharField(max_length=500, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    amount = MoneyIn("amount_minor")

    objects = CustodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="custody_of_something"),
            models.CheckConstraint(condition=~Q(investor=F("issuer")), name="custody_between_two"),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(status__in=["prepared", "waiting", "funded"]),
                name="custody_lives_once",
            ),
            models.UniqueConstraint(
                fields=["custodian", "reference"], condition=~Q(reference=""), name="custody_of_one_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
