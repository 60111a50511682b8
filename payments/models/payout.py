from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class PayoutAccount(UUIDModel, Timestamped):
    """Where a payee's money goes: their account at the gateway, which alone knows the bank details.

    The gateway says whether it may pay out (`can_pay_out`) and what it still wants to know (`wanted`). After another
    bank was named nothing leaves until `rests_until`, so that a thief who got in cannot empty the wallet at once.
    """

    class Rhythm(models.TextChoices):
        MANUAL = "manual", _("When I ask for it")
        WEEKLY = "weekly", _("Every Monday")
        MONTHLY = "monthly", _("On the first of each month")

    party = models.ForeignKey(Party, models.PROTECT, related_name="payout_accounts")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001  acct_…, once there is one
    country = models.CharField(max_length=2)
    can_receive = models.BooleanField(default=False)  # transfers
    can_pay_out = models.BooleanField(default=False)
    wanted = models.JSONField(default=list)  # the gateway's names of what is due
    bank_name = models.CharField(max_length=80, blank=True)
    bank_last4 = models.CharField(max_length=4, blank=True)
    bank_fingerprint = models.CharField(max_length=64, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    rhythm = models.CharField(max_length=7, choices=Rhythm, default=Rhythm.MANUAL)
    least_minor = models.BigIntegerField(default=0)  # below this a payout by rhythm waits

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "gateway"], name="payout_account_once"),
            models.UniqueConstraint(fields=["gateway", "reference"], name="payout_account_of_one_party"),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.pk)


class Transfer(UUIDModel, Stateful, Timestamped):
    """Cleared money that goes from the platform's balance at the gateway to the payee's own account there.

    It waits until that account can receive. While it is not sent, money that turns out not to be the payee's is simply
    left out of it; afterwards it is taken back (`reversed_minor`, never more than the amount).
    clearing: what had cleared; none where money that was taken back comes again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("transfer", "Waits for the payee's account")
        REQUESTED = "requested", pgettext_lazy("transfer", "On its way")
        DONE = "done", pgettext_lazy("transfer", "Done")
        FAILED = "failed", pgettext_lazy("transfer", "Failed")
        REVERSED = "reversed", pgettext_lazy("transfer", "Taken back")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.REQUESTED, Status.REVERSED},
        Status.REQUESTED: {Status.DONE, Status.FAILED},
        Status.FAILED: {Status.REQUESTED, Status.REVERSED},
        Status.DONE: {Status.REVERSED},
    }

    UNSENT: ClassVar = [Status.WAITING, Status.FAILED]
    OPEN: ClassVar = [Status.WAITING, Status.FAILED, Status.REQUESTED]

    clearing = models.OneToOneField("payments.Clearing", models.PROTECT, null=True, blank=True, related_name="transfer")
    payee = models.ForeignKey(Party, models.PROTECT, related_name="transfers")
    gateway = models.CharField(max_length=20)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    attempt = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reversed_minor = models.BigIntegerField(default=0)
    charge = models.CharField(max_length=255, blank=True)  # source_transaction
    reference = models.CharField(max_length=255, blank=True)  # tr_…

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, reversed_minor__gte=0, reversed_minor__lte=models.F("amount_minor")),
                name="transfer_reversals_within_it",
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"], condition=~Q(reference=""), name="transfer_of_one_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"


class TransferReversal(UUIDModel, Stateful, Timestamped):
    """Money that comes back from the payee's own account at the gateway, because it is not theirs any more.

    The books took it from their wallet already; this is the cash that follows. It waits until its transfer is done.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reversal", "Waits for its transfer")
        NEVER_SENT = "never_sent", pgettext_lazy("reversal", "Not needed, nothing was sent")
        REQUESTED = "requested", pgettext_lazy("reversal", "On its way back")
        DONE = "done", pgettext_lazy("reversal", "Back")
        FAILED = "failed", pgettext_lazy("reversal", "Refused, to be tried again")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.REQUESTED, Status.NEVER_SENT},
        Status.REQUESTED: {Status.DONE, Status.FAILED},
        Status.FAILED: {Status.REQUESTED},
    }
    OPEN: ClassVar = [Status.WAITING, Status.REQUESTED, Status.FAILED]

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="reversals")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    key = models.CharField(max_length=120)  # of the act for which it is taken back
    attempt = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=255, blank=True)  # trr_…
    failure_words = models.CharField(max_length=300, blank=True)

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="reversal_of_something"),
            models.UniqueConstraint(fields=["transfer", "key"], name="reversal_once"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="reversal_of_one_object"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"


class PayoutQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of companies that one may bind."""
        return self.filter(payee__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()


class Payout(UUIDModel, Stateful, Timestamped):
    """Money from a wallet to the payee's bank. What fails comes back to the wallet, also days after it was paid."""

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("payout", "Asked for")
        SENT = "sent", pgettext_lazy("payout", "On its way")
        PAID = "paid", pgettext_lazy("payout", "Paid")
        FAILED = "failed", pgettext_lazy("payout", "Came back")
        CANCELLED = "cancelled", pgettext_lazy("payout", "Cancelled")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.REQUESTED: {Status.SENT, Status.PAID, Status.FAILED, Status.CANCELLED},
        Status.SENT: {Status.PAID, Status.FAILED},
        Status.PAID: {Status.FAILED},
    }
    ON_THEIR_WAY: ClassVar = [Status.REQUESTED, Status.SENT]

    payee = models.ForeignKey(Party, models.PROTECT, related_name="payouts")
    account = models.ForeignKey(PayoutAccount, models.PROTECT, related_name="payouts")
    status = models.CharField(max_length=9, choices=Status, default=Status.REQUESTED)
    key = models.CharField(max_length=120, unique=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=255, blank=True)  # po_…
    arrives_on = models.DateField(null=True, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    failure_words = models.CharField(max_length=300, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    amount = MoneyIn("amount_minor")

    objects = PayoutQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_of_something")]
        indexes = [models.Index(fields=["payee", "created_at"], name="payout_by_payee")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"

    def get_absolute_url(self) -> str:
        """What became of it."""
        return reverse("payments:payout", args=[self.pk])
