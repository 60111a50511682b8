from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fundraising.models.fundraiser import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit.models import Lockable, MoneyIn, Stateful, UUIDModel


class Part(UUIDModel):
    """A part of a fundraiser's goal. The parts of one list add up to the goal when it is published."""

    position = models.PositiveSmallIntegerField(default=0)
    amount_minor = models.BigIntegerField(_("amount"))

    amount = MoneyIn("amount_minor")

    class Meta:
        abstract = True

    fundraiser: Fundraiser

    @property
    def currency(self) -> str:
        """The fundraiser's: parts of one sum share its currency."""
        return self.fundraiser.currency


class BudgetLine(Part):
    """What a part of the goal is spent on."""

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="budget_lines")
    label = models.CharField(_("for"), max_length=120)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="budgetline_amount_positive"),
            models.UniqueConstraint(
                fields=["fundraiser", "position"],
                name="budgetline_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Disbursement(Part, Stateful):
    """A part of the money that is paid out when a step is done, and what proves that it is.

    `is_report`: this part is held back until the maker publishes their report, an update that says so.
    `due_on` is a day of the month in which the step is planned; pages name the month. `tied_to`: the portfolio whose
    next update, or the job whose completion, says that it is done; none: the maker says so and shows the proof.

    The maker submits `evidence`; then its backers have their say until `answer_by`, or, where the fundraiser did not
    give them one, any of them may ask staff to look. Silence lets it be paid. It is paid out of every pledge's hold:
    `paid_at` is when the last of these was.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("disbursement", "Planned")
        SUBMITTED = "submitted", pgettext_lazy("disbursement", "Backers look at it")
        CHANGES = "changes_requested", pgettext_lazy("disbursement", "Changes asked")
        DISPUTED = "disputed", pgettext_lazy("disbursement", "Staff look at it")
        RELEASING = "releasing", pgettext_lazy("disbursement", "Being paid out")
        PAID = "paid", pgettext_lazy("disbursement", "Paid out")
        RETURNING = "returning", pgettext_lazy("disbursement", "Going back")
        RETURNED = "returned", pgettext_lazy("disbursement", "Gone back")

    # Straight to gone back: where the fundraiser was called off, or nothing is left in escrow to be paid out.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.PLANNED: {Status.SUBMITTED, Status.RETURNING, Status.RETURNED},
        Status.SUBMITTED: {Status.CHANGES, Status.DISPUTED, Status.RELEASING, Status.RETURNED},
        Status.CHANGES: {Status.SUBMITTED, Status.RETURNING, Status.RETURNED},
        Status.DISPUTED: {Status.RELEASING, Status.RETURNING, Status.RETURNED},
        Status.RELEASING: {Status.PAID, Status.RETURNED},
        Status.RETURNING: {Status.RETURNED},
    }
    ENDED: ClassVar = [Status.PAID, Status.RETURNED]

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="disbursements")
    name = models.CharField(_("step"), max_length=120)
    due_on = models.DateField(_("planned for"), null=True, blank=True)
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    is_report = models.BooleanField(default=False, db_default=False)
    tied_to = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=17, choices=Status, default=Status.PLANNED, db_default=Status.PLANNED)
    evidence = models.TextField(_("what was done"), blank=True, default="", db_default="")  # markdown
    round = models.PositiveSmallIntegerField(default=0, db_default=0)  # how often it was submitted
    submitted_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)  # what it is tied to has happened

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="disbursement_amount_positive"),
            models.UniqueConstraint(
                fields=["fundraiser", "position"],
                name="disbursement_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["fundraiser"], condition=Q(is_report=True), name="disbursement_one_report"),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(answer_by__isnull=False), name="disbursement_asked_has_a_clock"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def waits_for_report(self) -> bool:
        """Whether only the maker's report submits it, and that is not there yet."""
        return self.is_report and self.reached_at is None

    def get_absolute_url(self) -> str:
        """Its page: evidence, votes, payments."""
        return reverse("fundraising:disbursement", args=[self.pk])


class Vote(UUIDModel):
    """What one backer says to one submission of a step: one person, one vote, whatever they gave."""

    class Choice(models.TextChoices):
        ACCEPT = "accept", pgettext_lazy("vote", "Pay it out")
        CHANGES = "changes", pgettext_lazy("vote", "Ask for changes")
        DISPUTE = "dispute", pgettext_lazy("vote", "Let staff look")

    disbursement = models.ForeignKey(Disbursement, models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField()
    backer = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7, choices=Choice)
    words = models.CharField(_("why"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disbursement", "round", "backer"], name="vote_once")]

    def __str__(self) -> str:
        return self.choice
