from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from marketplace.kit.money import Money, from_minor


class PaymentQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of companies that one may bind."""
        return self.filter(payer__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()


class Payment(UUIDModel, Stateful, Timestamped):
    """One attempt to take money for a checkout. Its row is there before the gateway is asked.

    reference: the gateway's object to look at (`cs_…` for a page, then `pi_…`). charge: what can be refunded (`ch_…`).
    is_hosted: the payer pays on the gateway's page, where a declined card is not the end of it; else `saved_method` is
    charged. gateway_fee_minor: what the gateway kept, as it says. refunded_minor never passes the amount; the row is
    locked while it grows.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("payment", "Prepared")
        SENT = "sent", pgettext_lazy("payment", "On its way")
        ACTION_NEEDED = "action_needed", pgettext_lazy("payment", "Waits for the payer")
        SUCCEEDED = "succeeded", pgettext_lazy("payment", "Paid")
        FAILED = "failed", pgettext_lazy("payment", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("payment", "Cancelled")
        REFUNDED = "refunded", pgettext_lazy("payment", "Refunded")
        CHARGED_BACK = "charged_back", pgettext_lazy("payment", "Charged back")
        WON = "won", pgettext_lazy("payment", "Charge-back won")
        LOST = "lost", pgettext_lazy("payment", "Charge-back lost")

    # The outside may tell of an end before it tells of the beginning, so every live state may end.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.PREPARED: {Status.SENT, Status.ACTION_NEEDED, Status.SUCCEEDED, Status.FAILED, Status.CANCELLED},
        Status.SENT: {Status.ACTION_NEEDED, Status.SUCCEEDED, Status.FAILED, Status.CANCELLED},
        Status.ACTION_NEEDED: {Status.SENT, Status.SUCCEEDED, Status.FAILED, Status.CANCELLED},
        Status.SUCCEEDED: {Status.REFUNDED, Status.CHARGED_BACK},
        Status.REFUNDED: {Status.SUCCEEDED},  # a refund can come back days after it was done
        Status.CHARGED_BACK: {Status.WON, Status.LOST},
        Status.WON: {Status.REFUNDED, Status.CHARGED_BACK},
    }
    LIVE: ClassVar = [Status.PREPARED, Status.SENT, Status.ACTION_NEEDED]

    checkout = models.ForeignKey("payments.Checkout", models.PROTECT, related_name="payments")
    payer = models.ForeignKey(Party, models.PROTECT, related_name="payments")
    status = models.CharField(max_length=13, choices=Status, default=Status.PREPARED)
    gateway = models.CharField(max_length=20)
    attempt = models.PositiveSmallIntegerField(default=1)  # rises only after a definitive failure
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    gateway_fee_minor = models.BigIntegerField(default=0)
    reference = models.CharField(max_length=255, blank=True)
    charge = models.CharField(max_length=255, blank=True)
    method = models.CharField(_("paid with"), max_length=60, blank=True)  # "Visa …4242"
    action_url = models.URLField(max_length=1000, blank=True)  # where the payer goes on
    failure = models.CharField(max_length=60, blank=True)  # the gateway's code: card_declined, …
    failure_words = models.CharField(max_length=300, blank=True)
    off_session = models.BooleanField(default=False)
    is_hosted = models.BooleanField(default=False, db_default=False)
    saved_method = models.ForeignKey("payments.SavedMethod", models.SET_NULL, null=True, blank=True, related_name="+")
    succeeded_at = models.DateTimeField(null=True, blank=True)
    entry = models.ForeignKey("payments.Entry", models.PROTECT, null=True, blank=True, related_name="+")

    amount, refunded = MoneyIn("amount_minor"), MoneyIn("refunded_minor")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("amount_minor")),
                name="payment_refunds_within_it",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "sent", "action_needed", "failed", "cancelled"])
                | Q(entry__isnull=False),
                name="payment_succeeded_is_in_the_books",
            ),
            models.UniqueConstraint(
                fields=["checkout"],
                condition=Q(status__in=["prepared", "sent", "action_needed"]),
                name="payment_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["checkout"],
                condition=~Q(status__in=["prepared", "sent", "action_needed", "failed", "cancelled"]),
                name="payment_pays_a_checkout_once",
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"], condition=~Q(reference=""), name="payment_of_one_object"
            ),
        ]
        indexes = [models.Index(fields=["payer", "created_at"], name="payment_by_payer")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"

    @property
    def is_being_charged_back(self) -> bool:
        """Whether the payer's bank has not decided yet: nothing can be sent back of it meanwhile."""
        return self.chargebacks.filter(status="open").exists()

    @property
    def taken_back(self) -> Money:
        """What banks took back of it, and kept or still have."""
        taken = self.chargebacks.filter(withdrawn_at__isnull=False, reinstated_at__isnull=True)
        return from_minor(taken.aggregate(sum=models.Sum("amount_minor"))["sum"] or 0, self.currency)

    def get_absolute_url(self) -> str:
        """Its receipt."""
        return reverse("payments:receipt", args=[self.pk])


class Refund(UUIDModel, Stateful, Timestamped):
    """Money on its way back to the payer, by the way it came. It lies on its own account until the gateway has it.

    Two equal refunds of one payment are two rows and two refunds; the same act twice (`key`) is one.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("refund", "On its way")
        PAID = "paid", pgettext_lazy("refund", "Refunded")
        FAILED = "failed", pgettext_lazy("refund", "Came back")
        SET_ASIDE = "set_aside", pgettext_lazy("refund", "Set aside")

    # A refund can fail days after it succeeded, and be sent anew. One that can't be sent is set aside by a person.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.REQUESTED: {Status.PAID, Status.FAILED},
        Status.PAID: {Status.FAILED},
        Status.FAILED: {Status.REQUESTED, Status.SET_ASIDE},
    }

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    hold = models.ForeignKey("payments.Hold", models.PROTECT, null=True, blank=True, related_name="refunds")
    status = models.CharField(max_length=9, choices=Status, default=Status.REQUESTED)
    key = models.CharField(max_length=120, unique=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=255, blank=True)  # re_…
    action_url = models.URLField(max_length=1000, blank=True, db_default="")  # where the payer claims it, if they must
    why = models.CharField(max_length=200, blank=True)
    by = models.UUIDField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_of_something")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"
