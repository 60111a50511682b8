from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from payments.models import Hold, HoldPart, SavedMethod
from projects.hours import weeks
from projects.models.contract import Contract


class WorkWeekQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the contracts that this person may read."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.seen_by(user)
        return self.filter(Q(contract__client__in=mine) | Q(contract__freelancer__in=mine))

    def unsettled(self) -> Self:
        """Those of which it is not known yet what is paid: they must be, before their contract ends."""
        return self.filter(status__in=WorkWeek.UNSETTLED)

    def unpaid(self) -> Self:
        """Those for which something is still to leave escrow, or may be."""
        return self.filter(status__in=[*WorkWeek.UNSETTLED, WorkWeek.Status.INVOICED])

    def with_contract(self) -> Self:
        """The contract, its job and both sides, in the same query."""
        return self.select_related(
            "contract__project__listing", "contract__client__user", "contract__freelancer__user"
        ).defer("contract__project__listing__search")


class WorkWeek(UUIDModel, Stateful, Timestamped):
    """The hours that were worked on a contract in one week, Monday to Sunday UTC, and what becomes of them.

    Rate and cap are those that held when its first hour was logged. `billed_minor` is what it was settled to cost, so
    far; `released_minor` what of that has left escrow for the freelancer. They differ where escrow held too little:
    then the week is invoiced and waits for its client. `disputed_minor`: what lies apart for it while its dispute is
    open; `awarded_minor`: what of that went to the freelancer in the end.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("work week", "Open")
        LOCKED = "locked", pgettext_lazy("work week", "In review")
        QUESTIONED = "questioned", pgettext_lazy("work week", "Questioned")
        DISPUTED = "disputed", pgettext_lazy("work week", "In dispute")
        INVOICED = "invoiced", pgettext_lazy("work week", "Waits for payment")
        PAID = "paid", pgettext_lazy("work week", "Paid")
        CLEARED = "cleared", pgettext_lazy("work week", "Cleared")
        EMPTY = "empty", pgettext_lazy("work week", "Nothing to pay")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.LOCKED, Status.EMPTY},
        Status.LOCKED: {Status.QUESTIONED, Status.DISPUTED, Status.INVOICED, Status.EMPTY},
        Status.QUESTIONED: {Status.LOCKED},
        Status.DISPUTED: {Status.INVOICED, Status.EMPTY},  # all but what is in dispute was settled before
        Status.INVOICED: {Status.PAID},
        Status.PAID: {Status.CLEARED},
    }
    UNSETTLED: ClassVar = [Status.OPEN, Status.LOCKED, Status.QUESTIONED, Status.DISPUTED]

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="weeks")
    starts_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    currency = models.CharField(max_length=3)
    rate_minor = models.BigIntegerField()
    cap_hours = models.PositiveSmallIntegerField()
    billed_minor = models.BigIntegerField(default=0)
    released_minor = models.BigIntegerField(default=0)
    disputed_minor = models.BigIntegerField(default=0, db_default=0)
    awarded_minor = models.BigIntegerField(default=0, db_default=0)
    settled_at = models.DateTimeField(null=True, blank=True)  # the first time that something of it was billed

    rate, billed, released = MoneyIn("rate_minor"), MoneyIn("billed_minor"), MoneyIn("released_minor")
    disputed, awarded = MoneyIn("disputed_minor"), MoneyIn("awarded_minor")

    objects = WorkWeekQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "starts_on"], name="workweek_once"),
            models.CheckConstraint(condition=Q(starts_on__week_day=2), name="workweek_begins_on_monday"),
            models.CheckConstraint(condition=Q(rate_minor__gt=0, cap_hours__gt=0), name="workweek_has_terms"),
            models.CheckConstraint(
                condition=Q(released_minor__gte=0, released_minor__lte=F("billed_minor")),
                name="workweek_released_within_billed",
            ),
            models.CheckConstraint(
                condition=Q(disputed_minor__gte=0, awarded_minor__gte=0, awarded_minor__lte=F("billed_minor")),
                name="workweek_awarded_within_billed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["locked", "questioned", "disputed"]) | Q(disputed_minor=0),
                name="workweek_in_dispute_is_not_over",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "cleared"]) | Q(released_minor=F("billed_minor")),
                name="workweek_paid_is_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.starts_on}"

    def get_absolute_url(self) -> str:
        """Its page in the room of its contract."""
        return f"{reverse('projects:hours', args=[self.contract_id])}?week={self.starts_on:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """How people call it: by its first day."""
        return gettext("Week of %(day)s") % {"day": date_format(self.starts_on, "j F")}

    @property
    def cap_minutes(self) -> int:
        return self.cap_hours * 60

    @property
    def last_day(self) -> Any:
        return self.starts_on + 6 * weeks.DAY

    @property
    def locks_at(self) -> datetime:
        return weeks.locks_at(self.starts_on)

    @property
    def review_ends(self) -> datetime:
        return weeks.review_ends(self.starts_on)

    @property
    def is_open(self) -> bool:
        """Whether the freelancer may still write in it."""
        return self.status == self.Status.OPEN and clock.now() < self.locks_at

    @property
    def is_in_review(self) -> bool:
        return self.status in {self.Status.LOCKED, self.Status.QUESTIONED}

    @property
    def unpaid_minor(self) -> int:
        """What was billed and has not left escrow, for want of money in it."""
        return self.billed_minor - self.released_minor


class WeekPart(models.Model):
    """What left escrow for this week: one release out of one deposit. is_decided: as a dispute about it ended."""

    week = models.ForeignKey(WorkWeek, models.PROTECT, related_name="parts")
    part = models.OneToOneField(HoldPart, models.PROTECT, primary_key=True, related_name="of_week")
    minutes = models.PositiveIntegerField()  # of the whole bill that it belongs to
    is_decided = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.week_id} {self.part_id}"


class Deposit(UUIDModel, Timestamped):
    """Money that the client pays into escrow for hours of a contract: the weeks take from it, the oldest first.

    Without a hold it waits to be paid, and costs what is missing at that moment; a contract has one such at a time.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="deposits")
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)  # the last time that a card said no

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["contract", "id"]
        constraints = [models.UniqueConstraint(fields=["contract"], condition=Q(hold=None), name="deposit_one_waits")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.hold_id or 'waits'}"


class WeeklyCharge(UUIDModel, Timestamped):
    """The client's word that a kept card is charged every Monday for what is missing in escrow.

    `words`: the sentence that they agreed to, as it stood on their page. It ends when they take it back, when the card
    goes, or with the contract.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="weekly_charges")
    method = models.ForeignKey(SavedMethod, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(default=clock.now)
    words = models.TextField(_("what was agreed to"))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["contract", "-agreed_at"]
        constraints = [
            models.UniqueConstraint(fields=["contract"], condition=Q(ended_at=None), name="weeklycharge_one_holds")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.method}"
