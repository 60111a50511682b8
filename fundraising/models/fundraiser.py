from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import MoneyIn, Stateful, Timestamped
from portfolios.models.shown import Shown, ShownQuerySet


class FundraiserQuerySet(ShownQuerySet):
    def of(self, user: Any) -> Self:
        """Those of this person and of every company that they belong to. What they may do is asked by the acts."""
        return self.filter(listing__owner__in=Party.objects.seen_by(user))

    def in_review(self) -> Self:
        """Those that wait for staff."""
        return self.filter(status=Fundraiser.Status.IN_REVIEW)


class Fundraiser(Shown, Stateful, Timestamped):
    """Somebody asks many people for money, for a stated purpose, up to a stated day.

    Title, summary, cover and topics are its listing's (kind `fundraiser`); who raises is the listing's owner. What has
    been raised here is `pledged_minor` and `backing`, counters that follow its pledges (invariant I12);
    `record_raised_minor` and `record_backers` are totals that were reached elsewhere, known from a public record.
    They are 0 for a fundraiser that began here, and null where the record does not say: such a figure is not shown,
    never guessed.

    The goal is the soft one: what must come together. `hard_goal`: the most that is taken. `second_goal`: what a second
    round asks for once the first has reached the goal; like late pledges its pledges are charged when they are made.
    `opens_at`: when it goes live by itself after review; none: when its maker launches it.
    `typed`: by the step of the editor, when it was last saved and what of it is not right yet, as it was typed, so that
    nothing typed is lost.
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
    IN_THE_MAKING: ClassVar[frozenset[str]] = frozenset({Status.DRAFT, Status.REJECTED})
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
    hard_goal_minor = models.BigIntegerField(_("hard goal"), null=True, blank=True)
    second_goal_minor = models.BigIntegerField(_("goal of the second round"), null=True, blank=True)
    second_days = models.PositiveSmallIntegerField(_("days of the second round"), default=0, db_default=0)
    opens_at = models.DateTimeField(_("goes live"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days it runs"), default=30, db_default=30)
    takes_late_pledges = models.BooleanField(_("late pledges"), default=False, db_default=False)
    late_until = models.DateTimeField(null=True, blank=True)  # set when it is decided; none: nothing late is taken
    extends_at_end = models.BooleanField(_("a pledge in the last minutes extends it"), default=False, db_default=False)
    backers_decide = models.BooleanField(_("backers decide about each payout"), default=False, db_default=False)
    pledged_minor = models.BigIntegerField(default=0, db_default=0)  # of pledges that count; changed only with them
    backing = models.PositiveIntegerField(default=0, db_default=0)  # how many pledges that are
    record_raised_minor = models.BigIntegerField(null=True, blank=True, default=0)
    record_backers = models.PositiveIntegerField(null=True, blank=True, default=0)
    story = models.TextField(_("story"), blank=True)  # markdown
    risks = models.TextField(_("risks"), blank=True)  # markdown
    typed = models.JSONField(default=dict, db_default={}, blank=True)

    goal, hard_goal, second_goal = MoneyIn("goal_minor"), MoneyIn("hard_goal_minor"), MoneyIn("second_goal_minor")
    pledged = MoneyIn("pledged_minor")

    objects = FundraiserQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(goal_minor__isnull=True) | Q(goal_minor__gt=0), name="fundraiser_goal_positive"
            ),
            models.CheckConstraint(
                condition=Q(goal_minor__isnull=False)
                | Q(kind__in=["support", "equity", "revenue_share", "series"])
                | Q(status__in=["draft", "cancelled"]),
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
            models.CheckConstraint(
                condition=Q(hard_goal_minor__isnull=True) | Q(hard_goal_minor__gte=F("goal_minor")),
                name="fundraiser_hard_goal_not_below",
            ),
            models.CheckConstraint(
                condition=Q(second_goal_minor__isnull=True)
                | Q(second_goal_minor__gt=F("goal_minor"), second_days__gt=0),
                name="fundraiser_second_round_asks_for_more",
            ),
            models.CheckConstraint(condition=Q(pledged_minor__gte=0), name="fundraiser_pledged_not_negative"),
        ]

    @property
    def is_in_the_making(self) -> bool:
        """Whether its maker still writes it, or writes it anew because it was sent back."""
        return self.status in self.IN_THE_MAKING

    def revision_of(self, step: str) -> str:
        """Names the state of a step's form, so that one opened before it was saved elsewhere is told apart."""
        kept: dict[str, Any] = self.typed.get(step, {})
        return str(kept.get("at") or self.created_at.isoformat())

    def typed_of(self, step: str) -> dict[str, list[str]]:
        """What of a step is not right, or not shown, yet."""
        said: dict[str, list[str]] = self.typed.get(step, {}).get("said", {})
        return said

    @property
    def raised_minor(self) -> int | None:
        """What has been promised or paid so far, in minor units; None where nobody knows."""
        return None if self.record_raised_minor is None else self.record_raised_minor + self.pledged_minor

    @property
    def most_minor(self) -> int:
        """The highest stretch goal that was reached, in minor units: it stays reached when the sum sinks again."""
        reached = [one.threshold_minor for one in self.stretch_goals.all() if one.reached_at]
        return max([self.raised_minor or 0, *reached])

    @property
    def is_second_round(self) -> bool:
        """Whether the first goal is reached and more is asked for now."""
        return self.is_late and self.second_goal_minor is not None

    @property
    def backers(self) -> int | None:
        """How many people stand behind that sum; None where nobody knows."""
        return None if self.record_backers is None else self.record_backers + self.backing

    @property
    def has_rewards(self) -> bool:
        """Whether its backers are promised something that is sent."""
        return self.kind in {self.Kind.REWARD, self.Kind.PRESALE}

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

    @property
    def is_late(self) -> bool:
        """Whether it is decided and takes pledges still: late ones, or those of a second round."""
        decided = self.status in {self.Status.COLLECTING, self.Status.SUCCESSFUL, self.Status.DELIVERING}
        return decided and self.late_until is not None and self.late_until > clock.now()

    @property
    def takes_pledges(self) -> bool:
        """Whether anything can be pledged now: it runs, or takes late pledges, and may take more."""
        return (self.is_open or self.is_late) and self.room_minor != 0

    @property
    def charges_at_once(self) -> bool:
        """Whether a pledge that is made now is paid now; else its card is kept until it is decided."""
        return self.settlement == self.Settlement.KEEP_WHAT_YOU_RAISE or self.status != self.Status.ONGOING

    @property
    def has_collected(self) -> bool:
        """Whether money of any pledge ever lay in escrow."""
        return self.pledges.filter(hold__isnull=False).exists()

    @property
    def room_minor(self) -> int | None:
        """How much more it may take, in minor units; None without a hard goal."""
        return None if self.hard_goal_minor is None else max(0, self.hard_goal_minor - (self.raised_minor or 0))
