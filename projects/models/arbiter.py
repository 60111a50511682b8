from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from payments.models import Hold
from projects.models.contract import Side


class ArbiterQuerySet(models.QuerySet["Arbiter"]):
    def listed(self) -> Self:
        """Those who can be chosen now, by name."""
        return self.filter(is_listed=True).select_related("party__user").order_by("party__name")

    def of(self, user: Any) -> Self:
        """The entry of this person, if they are one."""
        return self.filter(party__user=user)


class Arbiter(UUIDModel, Timestamped):
    """Somebody from outside who decides disputes for a public fee, bound by neither side.

    Two sides choose one in their contract, before there is anything to dispute. Staff put people on the list and take
    them off it; a contract keeps the fee that was agreed.
    """

    party = models.OneToOneField(Party, models.PROTECT, related_name="arbiter")
    about = models.TextField(_("who they are and what they know"), max_length=1000)
    currency = models.CharField(_("currency of the fee"), max_length=3)
    fee_minor = models.BigIntegerField(_("fee, in minor units"))
    is_listed = models.BooleanField(_("can be chosen"), default=True)

    fee = MoneyIn("fee_minor")

    objects = ArbiterQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fee_minor__gt=1), name="arbiter_has_a_fee_for_two")]

    def __str__(self) -> str:
        return self.party.name


class ArbitrationFee(UUIDModel, Stateful):
    """One side's half of an arbiter's fee. Both are paid before the case is taken; who loses pays no more than that."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("arbitration fee", "Not paid")
        PAID = "paid", pgettext_lazy("arbitration fee", "In escrow")
        EARNED = "earned", pgettext_lazy("arbitration fee", "Paid to the arbiter")
        RETURNED = "returned", pgettext_lazy("arbitration fee", "Returned")
        LAPSED = "lapsed", pgettext_lazy("arbitration fee", "No longer asked for")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.PAID, Status.LAPSED},
        Status.PAID: {Status.EARNED, Status.RETURNED},
    }

    dispute = models.ForeignKey("projects.Dispute", models.PROTECT, related_name="fees")
    side = models.CharField(max_length=10, choices=Side)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="+")

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["dispute", "side"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "side"], name="arbitrationfee_one_a_side"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="arbitrationfee_of_something"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "lapsed"]) | Q(hold__isnull=False), name="arbitrationfee_paid_has_hold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.side}"
