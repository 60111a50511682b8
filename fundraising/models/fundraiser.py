from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import MoneyIn, Stateful, Timestamped
from portfolios.models.shown import Shown, ShownQuerySet


class Fundraiser(Shown, Stateful, Timestamped):
    """Somebody asks many people for money, for a stated purpose, up to a stated day.

    Title, summary, cover and topics are its listing's (kind `fundraiser`); who raises is the listing's owner. What has
    been raised here is summed from the ledger; `record_raised_minor` and `record_backers` are totals that were reached
    elsewhere and are known from a public record. They are 0 for a fundraiser that began here, and null where the record
    does not say: such a figure is not shown, never guessed.
    """

    class Kind(models.TextChoices):
        DONATION = "donation", _("Donation")
        REWARD = "reward", _("Reward")
        PRESALE = "presale", _("Pre-sale")
        SUPPORT = "support", _("Standing support")
        EQUITY = "equity", _("Equity")
        REVENUE_SHARE = "revenue_share", _("Revenue share")
        SERIES = "series", _("Series")

    class Settlement(models.TextChoices):
        ALL_OR_NOTHING = "all_or_nothing", _("All or nothing")
        KEEP_WHAT_YOU_RAISE = "keep_what_you_raise", _("Keep what you raise")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        REJECTED = "rejected", _("Sent back")
        SCHEDULED = "scheduled", _("Scheduled")
        ONGOING = "ongoing", _("Live")
        COLLECTING = "collecting", _("Collecting")
        SUCCESSFUL = "successful", _("Funded")
        DELIVERING = "delivering", _("Delivering")
        COMPLETED = "completed", _("Completed")
        FAILED = "failed", _("Not reached")
        CANCELLED = "cancelled", _("Cancelled")

    # Keep-what-you-raise goes from ongoing to successful: its cards were charged along the way.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.IN_REVIEW, Status.CANCELLED},
        Status.IN_REVIEW: {Status.SCHEDULED, Status.REJECTED, Status.CANCELLED},
        Status.REJECTED: {Status.DRAFT},
        Status.SCHEDULED: {Status.ONGOING, Status.CANCELLED},
        Status.ONGOING: {Status.COLLECTING, Status.SUCCESSFUL, Status.FAILED, Status.CANCELLED},
        Status.COLLECTING: {Status.SUCCESSFUL, Status.CANCELLED},
        Status.SUCCESSFUL: {Status.DELIVERING, Status.CANCELLED},
        Status.DELIVERING: {Status.COMPLETED, Status.CANCELLED},
    }

    # What anybody may see once it has passed review; a fundraiser that failed or was cancelled stays readable.
    PUBLIC: ClassVar[frozenset[str]] = frozenset(
        {
            Status.SCHEDULED, Status.ONGOING, Status.COLLECTING, Status.SUCCESSFUL, Status.DELIVERING,
            Status.COMPLETED, Status.FAILED, Status.CANCELLED,
        }
    )  # fmt: skip
    REACHED: ClassVar[frozenset[str]] = frozenset(
        {Status.COLLECTING, Status.SUCCESSFUL, Status.DELIVERING, Status.COMPLETED}
    )

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="fundraiser")
    subject = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="fundraisers_for")
    kind = models.CharField(max_length=13, choices=Kind)
    settlement = models.CharField(max_length=19, choices=Settlement, default=Settlement.ALL_OR_NOTHING)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)  # set only by move_to()
    currency = models.CharField(max_length=3, default="EUR")
    goal_minor = models.BigIntegerField(_("goal"), null=True, blank=True)
    launched_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    record_raised_minor = models.BigIntegerField(null=True, blank=True, default=0)
    record_backers = models.PositiveIntegerField(null=True, blank=True, default=0)
    story = models.TextField(_("story"), blank=True)  # markdown
    risks = models.TextField(_("risks"), blank=True)  # markdown

    goal = MoneyIn("goal_minor")

    objects = ShownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(goal_minor__isnull=True) | Q(goal_minor__gt=0), name="fundraiser_goal_positive"
            ),
            models.CheckConstraint(
                condition=Q(goal_minor__isnull=False) | Q(kind__in=["support", "equity", "revenue_share", "series"]),
                name="fundraiser_has_a_goal",
            ),
            models.CheckConstraint(
                condition=Q(record_raised_minor__isnull=True) | Q(record_raised_minor__gte=0),
                name="fundraiser_raised_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(launched_at__isnull=True)
                | Q(deadline_at__isnull=True)
                | Q(deadline_at__gt=F("launched_at")),
                name="fundraiser_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(status="ongoing") | Q(launched_at__isnull=False), name="fundraiser_ongoing_was_launched"
            ),
            models.CheckConstraint(
                condition=~Q(status="ongoing") | ~Q(settlement="all_or_nothing") | Q(deadline_at__isnull=False),
                name="fundraiser_all_or_nothing_ends",
            ),
        ]

    @property
    def raised_minor(self) -> int | None:
        """What has been promised or paid so far, in minor units; None where nobody knows."""
        return self.record_raised_minor

    @property
    def backers(self) -> int | None:
        """How many people stand behind that sum; None where nobody knows."""
        return self.record_backers

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed, or it was ended before."""
        if self.status == self.Status.ONGOING:
            return self.deadline_at is not None and self.deadline_at <= clock.now()
        return self.status in self.PUBLIC - {self.Status.SCHEDULED}

    @property
    def is_open(self) -> bool:
        """Whether it runs now."""
        return self.status == self.Status.ONGOING and not self.is_over
