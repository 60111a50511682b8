from typing import Any, Self

from django.db import models

from accounts.models import Party
from marketplace.kit.models import Lockable, Timestamped, UUIDModel


class RepaymentQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of companies that one may bind."""
        return self.filter(party__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()


class Repayment(UUIDModel, Timestamped):
    """A payee pays by card what they owe the site, instead of waiting until it is netted. How much, the books say."""

    KIND = "repayment"  # as a payable

    party = models.ForeignKey(Party, models.PROTECT, related_name="repayments")
    currency = models.CharField(max_length=3)
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, blank=True, related_name="+")

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "currency"],
                condition=models.Q(payment__isnull=True),
                name="repayment_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.currency}"
