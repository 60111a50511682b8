from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class PromotionQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of companies that one may bind."""
        return self.filter(party__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()

    def running(self) -> Self:
        """Those whose listing is shown now: paid for, not over, with money for one click more."""
        now = clock.now()
        has_money = Q(spent_minor__lte=F("budget_minor") - F("click_minor"))
        return self.filter(has_money, status=Promotion.Status.RUNNING, starts_at__lte=now, ends_at__gt=now)


class Promotion(UUIDModel, Stateful, Timestamped):
    """Somebody pays for their listing to be shown first for some days, marked as promoted; each counted click costs.

    All sums hold their tax. What is paid lies on an account of its own (`chart.promotion`), less the tax; what was
    clicked is earned by the platform, and what is left at the end goes back to the payer by the way it came. While a
    bank takes that payment back it is not shown, and those days are added when the bank decides for it. Offers of
    securities are never promoted (`promotions.refuse`).
    """

    class Status(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("promotion", "Not paid yet")
        RUNNING = "running", pgettext_lazy("promotion", "Running")
        PAUSED = "paused", pgettext_lazy("promotion", "Not shown")
        ENDED = "ended", pgettext_lazy("promotion", "Ended")
        DROPPED = "dropped", pgettext_lazy("promotion", "Never begun")

    class Why(models.TextChoices):
        """Why it ended."""

        DAYS = "days", pgettext_lazy("promotion", "Its days are over")
        SPENT = "spent", pgettext_lazy("promotion", "Its budget is spent")
        STOPPED = "stopped", pgettext_lazy("promotion", "Stopped by you")
        GONE = "gone", pgettext_lazy("promotion", "What it showed is no longer public")
        STAFF = "staff", pgettext_lazy("promotion", "Stopped by our staff")
        BANK = "bank", pgettext_lazy("promotion", "Its payment was taken back by a bank")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.BEGUN: {Status.RUNNING, Status.DROPPED},
        Status.DROPPED: {Status.RUNNING},  # it was paid at the very moment in which it was dropped
        Status.RUNNING: {Status.PAUSED, Status.ENDED},
        Status.PAUSED: {Status.RUNNING, Status.ENDED},  # a bank takes its payment back, and has not decided yet
    }

    party = models.ForeignKey(Party, models.PROTECT, related_name="promotions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    listing = models.ForeignKey(Listing, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=200)  # the listing's, when it began
    status = models.CharField(max_length=7, choices=Status, default=Status.BEGUN)
    currency = models.CharField(max_length=3)
    budget_minor = models.BigIntegerField()
    click_minor = models.BigIntegerField()  # what one click costs
    spent_minor = models.BigIntegerField(default=0)
    booked_minor = models.BigIntegerField(default=0)  # of what was spent, what the books have as earned
    clicks = models.PositiveIntegerField(default=0)
    days = models.PositiveSmallIntegerField()
    tax = models.JSONField(default=dict)  # payments.taxes.Tax
    rule = models.UUIDField()  # the price list it was begun by
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, blank=True, related_name="promotions")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=7, choices=Why, blank=True)

    budget, click, spent = MoneyIn("budget_minor"), MoneyIn("click_minor"), MoneyIn("spent_minor")
    booked = MoneyIn("booked_minor")

    objects = PromotionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(click_minor__gt=0, days__gt=0), name="promotion_clicks_cost"),
            models.CheckConstraint(
                condition=Q(spent_minor__gte=0, spent_minor__lte=F("budget_minor")), name="promotion_within_its_budget"
            ),
            models.CheckConstraint(
                condition=Q(booked_minor__gte=0, booked_minor__lte=F("spent_minor")),
                name="promotion_books_what_was_spent",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["begun", "dropped"])
                | Q(payment__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
                name="promotion_running_was_paid",
            ),
            models.UniqueConstraint(
                fields=["listing"],
                condition=Q(status__in=["begun", "running", "paused"]),
                name="promotion_once_a_listing",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "created_at"], name="promotion_by_party"),
            models.Index(fields=["ends_at"], name="promotion_running", condition=Q(status="running")),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.status}"

    def get_absolute_url(self) -> str:
        """Where its payer sees what came of it."""
        return reverse("payments:promotion", args=[self.pk])

    @property
    def left(self) -> Any:
        """What of the budget was not clicked."""
        return self.budget - self.spent

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.RUNNING
