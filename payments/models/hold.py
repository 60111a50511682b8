from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel

if TYPE_CHECKING:
    from payments.models import CheckoutLine


class HoldQuerySet(Lockable):
    def of(self, kind: str, subject: Any) -> Self:
        """The holds of one payable: a milestone, an order, a pledge."""
        return self.filter(kind=kind, subject=subject)

    def visible_to(self, user: Any) -> Self:
        """Those of deals of one's own, and of companies that one may bind: as payer or as payee."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.acted_for_by(user)
        return self.filter(Q(payer__in=mine) | Q(payee__in=mine))

    def of_party(self, party: Party) -> Self:
        """Those of which the party is a side."""
        return self.filter(Q(payer=party) | Q(payee=party))

    def with_money(self) -> Self:
        """Those in which money lies."""
        return self.filter(status__in=Hold.WITH_MONEY)


class Hold(UUIDModel, Stateful, Timestamped):
    """Money kept for one deal, neither the payer's nor the payee's until it is released or refunded.

    Its money is the balance of its own account (`chart.hold`), so what is left can be read and traced. What left it is
    a HoldPart each. `kind` and `subject` name the payable it is for (`payments.ports`), `terms` what was agreed about
    fees, frozen. No gateway keeps money for ever: before `must_leave_by` it has gone to somebody, or it goes back.
    A hold ends once, in one of RELEASED, REFUNDED, SPLIT, EXPIRED or VOID.

    `parted_from`: the hold out of which this one was set apart (payments.parting). Its own `amount` counts there as
    gone, so that of what a payment brought each unit is in one hold.
    """

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("hold", "Waiting for the payment")
        HELD = "held", pgettext_lazy("hold", "In escrow")
        FROZEN = "frozen", pgettext_lazy("hold", "Frozen")
        RELEASED = "released", pgettext_lazy("hold", "Released")
        REFUNDED = "refunded", pgettext_lazy("hold", "Refunded")
        SPLIT = "split", pgettext_lazy("hold", "Split")
        EXPIRED = "expired", pgettext_lazy("hold", "Gone back")
        VOID = "void", pgettext_lazy("hold", "Never paid")

    # A frozen hold ends by the decision for which it was frozen, or at its limit: that is the gateway's, not ours.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.PENDING: {Status.HELD, Status.VOID},
        Status.HELD: {Status.FROZEN, Status.RELEASED, Status.REFUNDED, Status.SPLIT, Status.EXPIRED},
        Status.FROZEN: {Status.HELD, Status.RELEASED, Status.REFUNDED, Status.SPLIT, Status.EXPIRED},
    }
    WITH_MONEY: ClassVar = [Status.HELD, Status.FROZEN]

    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    payer = models.ForeignKey(Party, models.PROTECT, related_name="holds_paid")
    payee = models.ForeignKey(Party, models.PROTECT, related_name="holds_earned")
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    terms = models.JSONField()  # payments.terms.Terms
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, blank=True, related_name="holds")
    held_at = models.DateTimeField(null=True, blank=True)
    must_leave_by = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    frozen_why = models.CharField(max_length=200, blank=True)
    parted_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parted_off")

    amount = MoneyIn("amount_minor")

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="hold_of_something"),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="hold_between_two"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "void"]) | Q(held_at__isnull=False, payment__isnull=False),
                name="hold_held_was_paid",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "held", "frozen"], ended_at__isnull=True)
                | Q(status__in=["released", "refunded", "split", "expired", "void"], ended_at__isnull=False),
                name="hold_ends_once",
            ),
            # One deal has one hold at a time that lives; after it ended, another payment may open a new one.
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(status__in=["pending", "held", "frozen"]),
                name="hold_lives_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject"], name="hold_by_subject"),
            models.Index(fields=["must_leave_by"], name="hold_by_end", condition=Q(status__in=["held", "frozen"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    def get_absolute_url(self) -> str:
        """Where its two sides read what is in it, what left it, and whose move it is."""
        return reverse("payments:hold", args=[self.pk])

    @property
    def has_money(self) -> bool:
        return self.status in self.WITH_MONEY

    @property
    def paid_as(self) -> "CheckoutLine | None":
        """The line of the checkout that paid for it: of one that was set apart, the line of where it comes from."""
        hold = self
        while hold.parted_from:
            hold = hold.parted_from
        return getattr(hold, "line", None)

    def family(self) -> "list[Hold]":
        """It, and all that was set apart out of it, also by way of another."""
        return [self, *(one for apart in self.parted_off.order_by("pk") for one in apart.family())]


class HoldPart(UUIDModel):
    """What left a hold in one act: to a payee less what the platform keeps, or back to the payer.

    `billed_with`: what one act releases out of several holds is billed together, on the invoice of the first part.

    gross = net + fee + tax, in minor units of the hold's currency; for a refund fee and tax are nothing. `key` is the
    act's own: the same act twice makes one part.
    """

    class Kind(models.TextChoices):
        RELEASE = "release", _("Released")
        REFUND = "refund", _("Refunded")

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=7, choices=Kind)
    key = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey(Party, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    earned_before_minor = models.BigIntegerField(default=0)  # of this pair, when the fee was worked out
    entry = models.ForeignKey("payments.Entry", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    billed_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="billed_too")

    gross, fee, tax, net = MoneyIn("gross_minor"), MoneyIn("fee_minor"), MoneyIn("tax_minor"), MoneyIn("net_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("fee_minor") + F("tax_minor")), name="part_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(gross_minor__gt=0, fee_minor__gte=0, tax_minor__gte=0, net_minor__gte=0),
                name="part_not_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(kind="release") | Q(fee_minor=0, tax_minor=0), name="part_refund_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Business(models.Model):
    """All that one party ever released to another, in one currency: where the lower commission begins.

    Its row is locked while a fee is worked out, so that two releases at once cannot both count as the first.
    """

    payer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Party, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    released_minor = models.BigIntegerField(default=0)

    released = MoneyIn("released_minor")

    objects = Lockable.as_manager()

    class Meta:
        verbose_name_plural = "businesses"
        constraints = [
            models.UniqueConstraint(fields=["payer", "payee", "currency"], name="business_once"),
            models.CheckConstraint(condition=Q(released_minor__gte=0), name="business_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} → {self.payee_id} {self.currency}"


class Clearing(UUIDModel):
    """Money that was released and waits for the end of its days before the payee can take it out."""

    part = models.OneToOneField(HoldPart, models.PROTECT, related_name="clearing")
    payee = models.ForeignKey(Party, models.PROTECT, related_name="clearings")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    due_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    taken_back_minor = models.BigIntegerField(default=0)  # by a chargeback before it cleared

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, taken_back_minor__gte=0, taken_back_minor__lte=F("amount_minor")),
                name="clearing_within_its_sum",
            )
        ]
        indexes = [
            models.Index(fields=["payee", "due_at"], name="clearing_waiting", condition=Q(cleared_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.payee_id} {self.amount_minor} {self.currency}"
