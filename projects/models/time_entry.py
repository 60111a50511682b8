from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, Timestamped, UUIDModel
from projects.hours import weeks
from projects.models.card import Card
from projects.models.work_week import WorkWeek


class TimeEntryQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the contracts that this person may read."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.seen_by(user)
        return self.filter(Q(week__contract__client__in=mine) | Q(week__contract__freelancer__in=mine))

    def standing(self) -> Self:
        """Those that were not removed."""
        return self.filter(removed_at=None)

    def running(self) -> Self:
        """Timers that run now."""
        return self.standing().filter(ends_at=None)

    def with_week(self) -> Self:
        """The week, its contract and who worked, in the same query."""
        return self.select_related("week__contract__client", "week__contract__freelancer", "by__party", "card")


class TimeEntry(UUIDModel, Timestamped):
    """Minutes that one person worked on a contract, within one day (UTC). Without an end it is a timer that runs.

    A person works on one thing at a time, on all contracts together: the database refuses spans that overlap.
    `is_paid`: within the cap of its week; what lies beyond is kept and not paid. `has_times`: somebody named from when
    to when; else it is a length that was laid where the day was free. `card`: of the contract's board, which shows the
    work. `dispute`: the last one that was about it. What stood in it before is in its changes.
    """

    week = models.ForeignKey(WorkWeek, models.PROTECT, related_name="entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    card = models.ForeignKey(Card, models.SET_NULL, null=True, blank=True, related_name="time_entries")
    note = models.CharField(_("what you worked on"), max_length=200, blank=True)
    dispute = models.ForeignKey("projects.Dispute", models.PROTECT, null=True, blank=True, related_name="entries")
    is_timed = models.BooleanField(default=False)
    has_times = models.BooleanField(default=True)
    is_paid = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        ordering = ["week", "starts_at", "id"]
        verbose_name_plural = "time entries"
        constraints = [  # and timeentry_one_thing_at_a_time, which the migration writes
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="timeentry_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["by"], condition=Q(ends_at=None, removed_at=None), name="timeentry_one_timer_a_person"
            ),
        ]
        indexes = [models.Index(fields=["by", "starts_at"], name="timeentry_by_person")]

    def __str__(self) -> str:
        return self.note or str(self.starts_at)

    @property
    def task(self) -> str:
        """What it was for: its card, else its note."""
        return self.card.title if self.card else self.note

    @property
    def is_running(self) -> bool:
        return self.ends_at is None and self.removed_at is None

    @property
    def minutes(self) -> int:
        """How long it is; of a timer that runs, so far."""
        return weeks.minutes_in(self.starts_at, self.ends_at or max(clock.now(), self.starts_at))

    @property
    def day(self) -> date:
        """Its day, in UTC."""
        return weeks.minute(self.starts_at).date()

    @property
    def span(self) -> tuple[datetime, datetime | None]:
        return weeks.minute(self.starts_at), weeks.minute(self.ends_at) if self.ends_at else None


class EntryChange(UUIDModel):
    """What an entry said before somebody changed or removed it. It is never changed itself."""

    entry = models.ForeignKey(TimeEntry, models.PROTECT, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    is_removal = models.BooleanField(default=False)

    class Meta:
        ordering = ["entry", "at", "id"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at}"


class HoursQuestion(UUIDModel, Stateful):
    """The client asks about an entry of a week in review. Whose turn it is and stays silent until `answer_by` gives in:
    a freelancer who does not answer is not paid for it, a client who does not reply pays for it."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("question", "Waits for the freelancer")
        ANSWERED = "answered", pgettext_lazy("question", "Waits for the client")
        ACCEPTED = "accepted", pgettext_lazy("question", "Accepted")
        STRUCK = "struck", pgettext_lazy("question", "Not paid")
        DISPUTED = "disputed", pgettext_lazy("question", "Went into a dispute")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.ASKED: {Status.ANSWERED, Status.ACCEPTED, Status.STRUCK, Status.DISPUTED},
        Status.ANSWERED: {Status.ASKED, Status.ACCEPTED, Status.DISPUTED},
        Status.DISPUTED: {Status.ACCEPTED},  # who withdraws the dispute is content
    }
    LIVE: ClassVar = [Status.ASKED, Status.ANSWERED]

    entry = models.OneToOneField(TimeEntry, models.PROTECT, related_name="question")
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    why = models.CharField(_("question"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField()

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return self.why

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE
