from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from fundraising.models.support_page import SupportPage, SupportTier
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class SupportQuerySet(Lockable):
    def running(self) -> Self:
        """Those that are paid for, or whose payment is tried again."""
        return self.filter(status__in=Support.RUNNING)

    def of_supporter(self, user: Any) -> Self:
        """One's own and one's company's."""
        mine = Party.objects.acted_for_by(user) if user.is_authenticated else Party.objects.none()
        return self.filter(supporter__in=mine)

    def with_all(self) -> Self:
        """With the page and its maker, the tier, the card and who began it, in the same query."""
        return self.select_related("page__owner", "supporter", "tier__page", "next_tier__page", "method", "by")


class Support(UUIDModel, Stateful, Timestamped):
    """One supporter's standing support of one maker.

    It is charged for a period ahead, to the card that was kept, by `price`. A tier of None is a sum of their own.
    `next_*`: another tier, rhythm or price from a later charge on: `next_from` is the earliest day for it. `ends_at`:
    it was ended and is read until then. `level_minor`: what they give a month, by which they read posts.
    """

    class Every(models.TextChoices):
        MONTH = "month", _("Monthly")
        YEAR = "year", _("Yearly")

    class Status(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("support", "Waiting for the first payment")
        ACTIVE = "active", pgettext_lazy("support", "Active")
        PAST_DUE = "past_due", pgettext_lazy("support", "Payment failed")
        PAUSED = "paused", pgettext_lazy("support", "Rests")
        ENDED = "ended", pgettext_lazy("support", "Ended")
        ABANDONED = "abandoned", pgettext_lazy("support", "Never begun")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.BEGUN: {Status.ACTIVE, Status.ABANDONED},
        Status.ACTIVE: {Status.PAST_DUE, Status.ENDED},
        Status.PAST_DUE: {Status.ACTIVE, Status.PAUSED, Status.ENDED},
        Status.PAUSED: {Status.ACTIVE, Status.ENDED},
    }
    RUNNING: ClassVar = [Status.ACTIVE, Status.PAST_DUE]
    STANDING: ClassVar = [Status.BEGUN, Status.ACTIVE, Status.PAST_DUE, Status.PAUSED]
    PLACED: ClassVar = [Status.BEGUN, Status.ACTIVE, Status.PAST_DUE]  # they have a place of their tier

    page = models.ForeignKey(SupportPage, models.PROTECT, related_name="supports")
    supporter = models.ForeignKey(Party, models.PROTECT, related_name="supports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    tier = models.ForeignKey(SupportTier, models.PROTECT, null=True, blank=True, related_name="supports")
    every = models.CharField(max_length=5, choices=Every, default=Every.MONTH)
    status = models.CharField(max_length=9, choices=Status, default=Status.BEGUN)  # set only by move_to()
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    level_minor = models.BigIntegerField()
    next_tier = models.ForeignKey(SupportTier, models.PROTECT, null=True, blank=True, related_name="+")
    next_every = models.CharField(max_length=5, choices=Every, blank=True)
    next_price_minor = models.BigIntegerField(null=True, blank=True)
    next_level_minor = models.BigIntegerField(null=True, blank=True)
    next_from = models.DateTimeField(null=True, blank=True)
    is_anonymous = models.BooleanField(_("without my name"), default=False)
    method = models.ForeignKey("payments.SavedMethod", models.SET_NULL, null=True, blank=True, related_name="+")
    consent = models.TextField(blank=True)  # what they agreed to about their card, word by word
    terms = models.JSONField(default=dict)
    agreed = models.CharField(max_length=20, blank=True, default="", db_default="")  # version of agreed_terms
    failure = models.CharField(max_length=60, blank=True)
    anchor_at = models.DateTimeField(null=True, blank=True)  # periods begin on its day of the month
    began_at = models.DateTimeField(null=True, blank=True)
    paid_from = models.DateTimeField(null=True, blank=True)
    paid_until = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    price, next_price = MoneyIn("price_minor"), MoneyIn("next_price_minor")

    objects = SupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="support_costs_something"),
            models.UniqueConstraint(
                fields=["page", "supporter"],
                condition=Q(status__in=["begun", "active", "past_due", "paused"]),
                name="support_once_a_maker",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["begun", "abandoned"])
                | Q(began_at__isnull=False, paid_until__isnull=False, anchor_at__isnull=False),
                name="support_began_when_paid",
            ),
            models.CheckConstraint(
                condition=Q(next_price_minor__isnull=True) | Q(next_price_minor__gt=0, next_level_minor__isnull=False),
                name="support_next_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["page", "status", "id"], name="support_by_page"),
            models.Index(fields=["supporter", "id"], name="support_by_supporter"),
        ]

    def __str__(self) -> str:
        return f"{self.price_minor} {self.currency} {self.every} {self.status}"

    @property
    def is_running(self) -> bool:
        return self.status in self.RUNNING

    @property
    def is_standing(self) -> bool:
        """Whether it may still go on."""
        return self.status in self.STANDING

    def get_absolute_url(self) -> str:
        """The supporter's page of it."""
        return reverse("fundraising:support", args=[self.pk])


class SupportCharge(UUIDModel, Stateful):
    """One sum of a support: the first period, a later one, or the difference to a higher tier within one.

    It is due until it is paid, and void once it will not be asked for any more. tier, every, price and level hold once
    it is paid. What was paid for a later period waits until `settles_at`, and can be taken back until then.
    """

    class Sort(models.TextChoices):
        FIRST = "first", pgettext_lazy("support charge", "Beginning")
        RENEWAL = "renewal", pgettext_lazy("support charge", "Next period")
        DIFFERENCE = "difference", pgettext_lazy("support charge", "Difference to a higher tier")

    class Status(models.TextChoices):
        DUE = "due", pgettext_lazy("support charge", "To be paid")
        PAID = "paid", pgettext_lazy("support charge", "Paid")
        VOID = "void", pgettext_lazy("support charge", "Not asked for any more")
        REFUNDED = "refunded", pgettext_lazy("support charge", "Gone back")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DUE: {Status.PAID, Status.VOID},
        Status.PAID: {Status.REFUNDED},
    }

    support = models.ForeignKey(Support, models.PROTECT, related_name="charges")
    number = models.PositiveIntegerField()
    sort = models.CharField(max_length=10, choices=Sort)
    status = models.CharField(max_length=8, choices=Status, default=Status.DUE)  # set only by move_to()
    tier = models.ForeignKey(SupportTier, models.PROTECT, null=True, blank=True, related_name="+")
    every = models.CharField(max_length=5, choices=Support.Every)
    price_minor = models.BigIntegerField()
    level_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    hold = models.OneToOneField("payments.Hold", models.PROTECT, null=True, blank=True, related_name="support_charge")
    paid_at = models.DateTimeField(null=True, blank=True)
    settles_at = models.DateTimeField(null=True, blank=True)

    amount, price = MoneyIn("amount_minor"), MoneyIn("price_minor")

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["support", "number"], name="supportcharge_in_order"),
            models.UniqueConstraint(fields=["support"], condition=Q(status="due"), name="supportcharge_one_is_due"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, starts_at__lt=F("ends_at")), name="supportcharge_of_something"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["due", "void"]) | Q(hold__isnull=False, paid_at__isnull=False),
                name="supportcharge_paid_has_its_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_minor} {self.currency} {self.status}"

    def get_absolute_url(self) -> str:
        """Of the support that it is a part of."""
        return self.support.get_absolute_url()
