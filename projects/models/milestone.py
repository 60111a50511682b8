from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from payments.models import Hold, HoldPart
from projects.models.contract import Contract
from projects.models.team import MilestoneShare, contracts_of


class MilestoneQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the contracts that this person may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(contracts_of(Party.objects.seen_by(user), "contract"))

    def holding(self) -> Self:
        """Those whose money is in escrow."""
        return self.filter(status__in=Milestone.HOLDING)

    def of_hold(self, hold: Hold) -> "Milestone | None":
        """For which milestone a hold is now: the last one that was given it, or a member's share of it."""
        shared = MilestoneShare.objects.filter(hold=hold).values("milestone")
        rows = self.with_contract().filter(Q(hold=hold) | Q(pk__in=shared))
        found: Milestone | None = rows.order_by("-pk").first()
        return found

    def unfinished(self) -> Self:
        """Those whose money is in escrow for work that was not submitted."""
        return self.filter(status__in=Milestone.UNFINISHED)

    def with_contract(self) -> Self:
        """The contract, its job and both sides, in the same query."""
        return self.select_related(
            "contract__project__listing", "contract__client__user", "contract__freelancer__user", "hold"
        ).defer("contract__project__listing__search")


class Milestone(UUIDModel, Stateful, Timestamped):
    """A paid part of a contract. Its money is a hold in escrow (payments.Hold); its state says whose move it is.

    `days` counts from both signatures and becomes `due_on`. `answer_by` is when a submission is released by itself.
    Where less than all was released, the rest is a milestone of its own, `rest_of` the one that was paid: it has the
    same hold, which is then for it (docs/decisions/030-the-rest-is-the-next-milestone.md). Of a team `hold` is that of
    who leads; every member has a share with a hold of its own (projects.shares).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("milestone", "Draft")
        AGREED = "agreed", pgettext_lazy("milestone", "Not funded")
        FUNDED = "funded", pgettext_lazy("milestone", "Funded")
        IN_PROGRESS = "in_progress", pgettext_lazy("milestone", "In progress")
        SUBMITTED = "submitted", pgettext_lazy("milestone", "Submitted")
        CHANGES = "changes_requested", pgettext_lazy("milestone", "Changes asked for")
        RELEASED = "released", pgettext_lazy("milestone", "Released")
        REFUNDED = "refunded", pgettext_lazy("milestone", "Refunded")
        DISPUTED = "disputed", pgettext_lazy("milestone", "In dispute")
        SPLIT = "split", pgettext_lazy("milestone", "Split")
        CANCELLED = "cancelled", pgettext_lazy("milestone", "Cancelled")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.AGREED, Status.CANCELLED},
        Status.AGREED: {Status.FUNDED, Status.CANCELLED},
        Status.FUNDED: {Status.IN_PROGRESS, Status.REFUNDED, Status.DISPUTED},
        Status.IN_PROGRESS: {Status.SUBMITTED, Status.REFUNDED, Status.DISPUTED},
        Status.SUBMITTED: {Status.RELEASED, Status.CHANGES, Status.DISPUTED},
        Status.CHANGES: {Status.SUBMITTED, Status.REFUNDED, Status.DISPUTED},
        # Back to what it was where the dispute is withdrawn; by no other act (projects/milestones.py refuses them).
        Status.DISPUTED: {
            Status.RELEASED,
            Status.REFUNDED,
            Status.SPLIT,
            Status.FUNDED,
            Status.IN_PROGRESS,
            Status.SUBMITTED,
            Status.CHANGES,
        },
    }
    UNFINISHED: ClassVar = [Status.FUNDED, Status.IN_PROGRESS, Status.CHANGES]
    HOLDING: ClassVar = [*UNFINISHED, Status.SUBMITTED, Status.DISPUTED]

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("milestone"), max_length=120)
    about = models.TextField(_("what is delivered"), blank=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    status = models.CharField(max_length=17, choices=Status, default=Status.DRAFT)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="+")
    answer_by = models.DateTimeField(null=True, blank=True)
    rest_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="rest")

    price = MoneyIn("price_minor")

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="milestone_price_positive"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "agreed", "cancelled"]) | Q(hold__isnull=False),
                name="milestone_funded_has_hold",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", answer_by__isnull=False)
                | ~Q(status="submitted") & Q(answer_by__isnull=True),
                name="milestone_submitted_has_a_clock",
            ),
            models.UniqueConstraint(
                fields=["hold"],
                condition=Q(status__in=["funded", "in_progress", "submitted", "changes_requested", "disputed"]),
                name="milestone_hold_is_for_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Everything about it: what was submitted, what was answered, where its money went."""
        return reverse("projects:milestone", args=[self.pk])

    @property
    def has_money(self) -> bool:
        """Whether its sum is in escrow."""
        return self.status in self.HOLDING

    @property
    def is_unfinished(self) -> bool:
        """Whether its sum is in escrow for work that was not submitted."""
        return self.status in self.UNFINISHED


class MilestonePart(models.Model):
    """What left escrow for this milestone. What stayed in the same hold is the next one's."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="parts")
    part = models.OneToOneField(HoldPart, models.PROTECT, primary_key=True, related_name="of_milestone")

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.part_id}"


class Submission(UUIDModel):
    """Work handed in for a milestone, with what shows it; and what the client said, where it was to be changed."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(_("what you hand in"))
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    changes = models.TextField(_("what should change"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["milestone", "-number"]
        constraints = [models.UniqueConstraint(fields=["milestone", "number"], name="submission_numbered_once")]

    def __str__(self) -> str:
        return f"{self.milestone} {self.number}"


class SubmissionFile(UUIDModel):
    """A file of a submission. Only the two sides read it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    file = models.FileField(upload_to="submissions/", storage=private_files.store, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes

    class Meta:
        ordering = ["submission", "id"]

    def __str__(self) -> str:
        return self.name


class RefundRequest(UUIDModel, Stateful):
    """The client wants the money of a milestone back. The freelancer answers within `answer_by`; silence grants it."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("refund request", "Waits for an answer")
        GRANTED = "granted", pgettext_lazy("refund request", "Granted")
        REFUSED = "refused", pgettext_lazy("refund request", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("refund request", "Withdrawn")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.GRANTED, Status.REFUSED, Status.WITHDRAWN},
    }

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="refund_requests")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    why = models.CharField(_("why"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["milestone"], condition=Q(status="open"), name="refundrequest_one_open"),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | ~Q(status="open") & Q(answered_at__isnull=False),
                name="refundrequest_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.status}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
