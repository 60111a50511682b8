from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from payments.models.paid_plan import PlanBill
from payments.models.payment import Payment


class TakenBack(UUIDModel, Stateful, Timestamped):
    """A card network takes back what was paid because its cardholder says so: the gateway's word for it is dispute.

    `amount` is what was disputed, `fee` what the gateway keeps for it. Money moves only when the gateway says that it
    was taken (`withdrawn_at`). An inquiry is one of which nothing is taken. There may be several of parts of one sum.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("chargeback", "Open")
        WON = "won", pgettext_lazy("chargeback", "Won")
        LOST = "lost", pgettext_lazy("chargeback", "Lost")

    MOVES: ClassVar[Mapping[str, set[str]]] = {Status.OPEN: {Status.WON, Status.LOST}}

    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255)  # dp_…
    reason = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reinstated_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @property
    def is_gone(self) -> bool:
        """Whether the bank has the money now."""
        return self.withdrawn_at is not None and self.reinstated_at is None

    @property
    def is_final(self) -> bool:
        """Whether the bank has the money and has decided to keep it."""
        return self.status == self.Status.LOST and self.is_gone


class Chargeback(TakenBack):
    """Of a payment. From where it was taken here is a Recovery each."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="chargebacks")
    recovered_minor = models.BigIntegerField(default=0)  # not borne by the platform

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="chargeback_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0, fee_minor__gte=0), name="chargeback_of_something"),
        ]


class BillChargeback(TakenBack):
    """Of what was paid for a plan: taken from the income and the tax of its bill (payments.plan_chargebacks)."""

    bill = models.ForeignKey(PlanBill, models.PROTECT, related_name="chargebacks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="bill_chargeback_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, fee_minor__gte=0), name="bill_chargeback_of_something"
            ),
        ]


class ChargebackFreeze(UUIDModel):
    """A hold that this chargeback froze, and thaws again when it is closed. One that was frozen before is not here."""

    chargeback = models.ForeignKey(Chargeback, models.CASCADE, related_name="freezes")
    hold = models.ForeignKey("payments.Hold", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chargeback", "hold"], name="chargeback_freezes_once")]

    def __str__(self) -> str:
        return f"{self.chargeback_id}: {self.hold_id}"


class Recovery(UUIDModel):
    """From where a piece of a chargeback was taken: what was still held, what a payee earned of it, or our own fee.

    line, hold: of what was paid for. part: of which release, where it had been released. clearing: where it had not
    cleared yet. A piece that a payee no longer had here is OWED; what nobody can be asked for is a LOSS of ours.
    """

    class Place(models.TextChoices):
        HOLD = "hold", _("From escrow")
        CLEARING = "clearing", _("From what was clearing")
        WALLET = "wallet", _("From the wallet")
        OWED = "owed", _("Owed by the payee")
        COMMISSION = "commission", _("From our commission")
        TAX = "tax", _("From the tax on it")
        EARNED = "earned", _("From what the site had earned")
        SPENT = "spent", _("From what the site earned of it")
        LOSS = "loss", _("Borne by the site")

    chargeback = models.ForeignKey(Chargeback, models.PROTECT, related_name="recoveries")
    place = models.CharField(max_length=10, choices=Place)
    line = models.ForeignKey("payments.CheckoutLine", models.PROTECT, null=True, blank=True, related_name="recoveries")
    hold = models.ForeignKey("payments.Hold", models.PROTECT, null=True, blank=True, related_name="recoveries")
    part = models.ForeignKey("payments.HoldPart", models.PROTECT, null=True, blank=True, related_name="recoveries")
    clearing = models.ForeignKey("payments.Clearing", models.PROTECT, null=True, blank=True, related_name="recoveries")
    payee = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    given_back_at = models.DateTimeField(null=True, blank=True)  # the chargeback was won

    amount = MoneyIn("amount_minor")

    class Meta:
        verbose_name_plural = "recoveries"
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="recovery_of_something")]

    def __str__(self) -> str:
        return f"{self.place}: {self.amount_minor} {self.currency}"
