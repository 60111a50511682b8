from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class HoldRenewal(UUIDModel, Stateful, Timestamped):
    """Both sides want money to stay in escrow beyond the gateway's limit: it is paid anew, and the first goes back.

    The payee says yes to it; the payer's yes is that they pay. When the new payment has come, the same sum of the
    earlier one is refunded, so the hold never stands empty. Until then nothing has changed.
    """

    KIND = "hold_renewal"  # as a payable

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("renewal", "Waits for the payee")
        AGREED = "agreed", pgettext_lazy("renewal", "Waits for the payment")
        DONE = "done", pgettext_lazy("renewal", "Held longer")
        LAPSED = "lapsed", pgettext_lazy("renewal", "Lapsed")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.ASKED: {Status.AGREED, Status.LAPSED},
        Status.AGREED: {Status.DONE, Status.LAPSED},
    }
    LIVE: ClassVar = [Status.ASKED, Status.AGREED]

    hold = models.ForeignKey("payments.Hold", models.PROTECT, related_name="renewals")
    status = models.CharField(max_length=6, choices=Status, default=Status.ASKED)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    agreed_at = models.DateTimeField(null=True, blank=True)  # by the payee
    before = models.ForeignKey("payments.Payment", models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, blank=True, related_name="+")

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="renewal_of_something"),
            models.UniqueConstraint(
                fields=["hold"], condition=Q(status__in=["asked", "agreed"]), name="renewal_lives_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "lapsed"]) | Q(agreed_at__isnull=False), name="renewal_agreed_by_payee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"
