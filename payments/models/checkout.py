from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class CheckoutQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of companies that one may bind."""
        return self.filter(payer__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()


class Checkout(UUIDModel, Stateful, Timestamped):
    """What somebody is about to pay for: one or several payables, of one or several payees, in one payment.

    Titles, sums and fees of its lines are what the payables quoted (`payments.ports`), never what a browser sent. A
    quote holds until `expires_at`; then it is asked for anew. `currency` is the payer's: what they pay in.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("checkout", "Open")
        PAYING = "paying", pgettext_lazy("checkout", "Being paid")
        PAID = "paid", pgettext_lazy("checkout", "Paid")
        CANCELLED = "cancelled", pgettext_lazy("checkout", "Cancelled")
        EXPIRED = "expired", pgettext_lazy("checkout", "Run out")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.PAYING, Status.CANCELLED, Status.EXPIRED},
        Status.PAYING: {Status.OPEN, Status.PAID},
    }

    payer = models.ForeignKey(Party, models.PROTECT, related_name="checkouts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    expires_at = models.DateTimeField()
    return_to = models.CharField(max_length=500, blank=True)  # a path of this site

    total = MoneyIn("total_minor")

    objects = CheckoutQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(total_minor__gt=0), name="checkout_of_something")]
        indexes = [models.Index(fields=["payer", "created_at"], name="checkout_by_payer")]

    def __str__(self) -> str:
        return f"{self.total_minor} {self.currency}"

    def get_absolute_url(self) -> str:
        """The page on which it is paid, and later its receipt is found."""
        return reverse("payments:checkout", args=[self.pk])


class CheckoutLine(UUIDModel):
    """One payable within a checkout, as it was quoted.

    price: what goes into the hold (or to the platform, where `payee` is none), in the payable's own currency.
    paid: the same in the checkout's currency; it differs only where `rate` is there.
    said: the rest of the quote, for the page: parts of the price, what is paid later, what happens by itself.
    """

    checkout = models.ForeignKey(Checkout, models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    payee = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    rate = models.ForeignKey("payments.RateQuote", models.PROTECT, null=True, blank=True, related_name="+")
    terms = models.JSONField(default=dict)
    said = models.JSONField(default=dict, db_default={})
    hold = models.OneToOneField("payments.Hold", models.PROTECT, null=True, blank=True, related_name="line")

    price = MoneyIn("price_minor")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["checkout", "kind", "subject"], name="line_once"),
            models.CheckConstraint(condition=Q(price_minor__gt=0, paid_minor__gt=0), name="line_of_something"),
        ]

    def __str__(self) -> str:
        return self.title


class RateQuote(UUIDModel):
    """A rate that was offered to somebody: what one unit of `base` is in `quote`, from where, until when.

    rate: decimal, not minor units, with our margin in it. It is kept for ever, because money was moved by it.
    """

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    source = models.CharField(max_length=100)
    margin_permyriad = models.PositiveSmallIntegerField(default=0, db_default=0)  # of it, in hundredths of a percent
    as_of = models.DateTimeField()  # when the source stated it
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_zero")]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote}"


class SavedMethod(UUIDModel, Timestamped):
    """A card or account that a payer keeps at the gateway. Here are only the words by which they know it again."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="saved_methods")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255)  # pm_…
    customer = models.CharField(max_length=255, blank=True, db_default="")  # cus_…: as whose it can be charged
    brand = models.CharField(_("brand"), max_length=30)
    last4 = models.CharField(_("last four digits"), max_length=4)
    expires_on = models.DateField(null=True, blank=True)  # the last day of its month
    is_default = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="method_once"),
            models.UniqueConstraint(
                fields=["party"], condition=Q(is_default=True, removed_at__isnull=True), name="method_one_default"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} …{self.last4}"

    @property
    def words(self) -> tuple[str, str, date | None]:
        """By what its owner knows it; the same card that was given twice has the same."""
        return self.brand, self.last4, self.expires_on


class GatewayCustomer(UUIDModel):
    """Under which id a gateway knows a payer."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255)  # cus_…

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "gateway"], name="customer_once"),
            models.UniqueConstraint(fields=["gateway", "reference"], name="customer_of_one_party"),
        ]

    def __str__(self) -> str:
        return self.reference
