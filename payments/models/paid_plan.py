from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class PaidPlanQuerySet(Lockable):
    def live(self) -> Self:
        """Those whose plan is paid for, or whose payment is being asked for again."""
        return self.filter(status__in=PaidPlan.LIVE)

    def in_force(self) -> Self:
        """Those whose plan has its effects now."""
        return self.live().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()))

    def visible_to(self, user: Any) -> Self:
        """One's own, and those of companies that one may bind."""
        return self.filter(party__in=Party.objects.acted_for_by(user)) if user.is_authenticated else self.none()


class PaidPlan(UUIDModel, Stateful, Timestamped):
    """A paid plan of one party, for one side of what they do here. Who has none is on the free plan.

    The gateway keeps the card, asks for each period's price and tries again what fails; here stands what follows. A
    higher plan begins at once and its difference is paid at once; a lower one (`next_plan`) begins when what is paid
    for ends. While a bank takes a payment for it back, it rests (decision 084). ends_at: it was cancelled and has its
    effects until then. page: the gateway's page on which it is begun; item: its one position there. action_url: where
    the payer goes on, at first or after a failed payment.
    """

    class Side(models.TextChoices):
        WORK = "work", _("For freelancers")
        INVEST = "invest", _("For backers and investors")

    class Plan(models.TextChoices):
        PLUS = "plus", pgettext_lazy("plan", "Plus")
        PRO = "pro", pgettext_lazy("plan", "Pro")

    class Every(models.TextChoices):
        MONTH = "month", _("Monthly")
        YEAR = "year", _("Yearly")

    class Status(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("paid plan", "Waiting for the first payment")
        ACTIVE = "active", pgettext_lazy("paid plan", "Active")
        PAST_DUE = "past_due", pgettext_lazy("paid plan", "Payment failed")
        PAUSED = "paused", pgettext_lazy("paid plan", "Rests")
        ENDED = "ended", pgettext_lazy("paid plan", "Ended")
        ABANDONED = "abandoned", pgettext_lazy("paid plan", "Never begun")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.BEGUN: {Status.ACTIVE, Status.ABANDONED},
        Status.ACTIVE: {Status.PAST_DUE, Status.PAUSED, Status.ENDED},
        Status.PAST_DUE: {Status.ACTIVE, Status.PAUSED, Status.ENDED},
        Status.PAUSED: {Status.ACTIVE, Status.ENDED},  # a bank takes a payment back, and has not decided yet
        Status.ABANDONED: {Status.ACTIVE},  # it was paid at the very moment in which its page was left
    }
    LIVE: ClassVar = [Status.ACTIVE, Status.PAST_DUE]

    party = models.ForeignKey(Party, models.PROTECT, related_name="paid_plans")
    side = models.CharField(max_length=6, choices=Side)
    plan = models.CharField(max_length=4, choices=Plan)
    every = models.CharField(max_length=5, choices=Every)
    next_plan = models.CharField(max_length=4, choices=Plan, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.BEGUN)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()  # of one period, tax included
    next_price_minor = models.BigIntegerField(null=True, blank=True)
    gateway = models.CharField(max_length=20)
    page = models.CharField(max_length=255, blank=True)  # cs_…
    reference = models.CharField(max_length=255, blank=True)  # sub_…
    item = models.CharField(max_length=255, blank=True)  # si_…
    bill = models.CharField(max_length=255, blank=True)  # in_…: the newest
    method = models.CharField(max_length=60, blank=True)  # "Visa …4242"
    action_url = models.URLField(max_length=1000, blank=True)
    failure = models.CharField(max_length=60, blank=True)  # the gateway's code
    failure_words = models.CharField(max_length=300, blank=True)
    rule = models.UUIDField()  # the price list it was begun by
    began_at = models.DateTimeField(null=True, blank=True)
    paid_from = models.DateTimeField(null=True, blank=True)
    paid_until = models.DateTimeField(null=True, blank=True)
    past_due_since = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    price, next_price = MoneyIn("price_minor"), MoneyIn("next_price_minor")

    objects = PaidPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="paid_plan_costs_something"),
            models.UniqueConstraint(
                fields=["party", "side"],
                condition=Q(status__in=["begun", "active", "past_due", "paused"]),
                name="paid_plan_once_a_side",
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"], condition=~Q(reference=""), name="paid_plan_of_one_object"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["begun", "abandoned"]) | Q(began_at__isnull=False, paid_until__isnull=False),
                name="paid_plan_began_when_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.plan} {self.status}"

    def get_absolute_url(self) -> str:
        """Where its member sees and changes it."""
        return reverse("payments:plan", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE


class PlanBill(UUIDModel):
    """One sum that was paid for a plan: a period, or the difference to a higher plan. amount = net + tax.

    rate: by which the site's income of it followed its cash into another currency (payments.plan_fees).
    """

    paid_plan = models.ForeignKey(PaidPlan, models.PROTECT, related_name="bills")
    plan = models.CharField(max_length=4, choices=PaidPlan.Plan)
    reference = models.CharField(max_length=255, unique=True)  # in_…
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    tax = models.JSONField(default=dict)  # payments.taxes.Tax
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    paid_at = models.DateTimeField()
    charge = models.CharField(max_length=255, blank=True)  # ch_…
    intent = models.CharField(max_length=255, blank=True)  # pi_…
    fee_reference = models.CharField(max_length=255, blank=True)  # txn_…: what the gateway kept of it is booked
    rate = models.ForeignKey("payments.RateQuote", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.OneToOneField("payments.Entry", models.PROTECT, related_name="+")

    amount, tax_part = MoneyIn("amount_minor"), MoneyIn("tax_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, tax_minor__gte=0, tax_minor__lt=F("amount_minor")),
                name="bill_of_something",
            )
        ]
        indexes = [models.Index(fields=["paid_plan", "paid_at"], name="bill_by_plan")]

    def __str__(self) -> str:
        return self.reference
