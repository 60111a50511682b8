from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party, Profile
from marketplace.catalog.models import Listing
from marketplace.kit.models import MoneyIn, Stateful, Timestamped
from marketplace.kit.money import Money, from_minor, to_minor
from portfolios.models.shown import ShownQuerySet

MAX_QUESTIONS = 5
_LETS_IN = ("sent", "accepted", "declined", "closed")  # states of an invitation that was not taken back

_OF_THE_JOB = ("listing__facts", "listing__stats__proposals")
_OF_THE_CLIENT = tuple(
    f"listing__owner__{name}"
    for name in (
        *("created_at", "profile__country", "company__country"),
        *(f"record__{name}" for name in ("rating", "rating_count", "spent_minor", "currency", "since")),
    )
)


class ProjectQuerySet(ShownQuerySet):
    def posted(self) -> Self:
        """What has been public at least once. A closed job keeps its page, so that links to it do not die."""
        return self.exclude(status=Project.Status.DRAFT).filter(listing__published_at__isnull=False)

    def of(self, user: Any) -> Self:
        """The jobs of this person and of every company that they belong to. What they may do is asked by the acts."""
        return self.filter(listing__owner__in=Party.objects.seen_by(user))

    def visible_to(self, user: Any) -> Self:
        """What this person may read: everything posted, and their own drafts.

        What only invited people see is read by them, by who proposed for it, by its owner and by staff; what staff
        hold, by all of those but the invited.
        """
        posted = Q(listing__published_at__isnull=False) & ~Q(status=Project.Status.DRAFT)
        sees_all = user.is_staff and user.has_perm("projects.view_project")
        not_held = posted & Q(listing__held_live__isnull=True)
        shown = posted if sees_all else not_held & Q(is_invited_only=False)
        if not user.is_authenticated:
            return self.filter(shown)
        mine = Party.objects.seen_by(user)
        proposed = posted & Q(pk__in=Project.objects.filter(proposals__freelancer__in=mine).values("pk"))
        standing = Q(invitations__freelancer__in=mine, invitations__status__in=_LETS_IN)
        invited = not_held & Q(is_invited_only=True, pk__in=Project.objects.filter(standing).values("pk"))
        return self.filter(shown | proposed | invited | Q(listing__owner__in=mine))

    def overdue(self, now: datetime) -> Self:
        """Jobs that still take proposals, or may again, though their closing day has come."""
        return self.filter(status__in=[Project.Status.OPEN, Project.Status.PAUSED], closes_at__lte=now)

    def with_client(self) -> Self:
        """All that the job's page reads of itself, of its client, and of what is known of them from elsewhere."""
        return self.with_maker(*_OF_THE_JOB, *_OF_THE_CLIENT)

    def with_waiting(self) -> Self:
        """How many proposals wait for an answer and are not put aside, as `waiting`."""
        is_waiting = Q(proposals__status__in=["sent", "shortlisted", "offered"], proposals__filing__aside_at=None)
        return self.annotate(waiting=models.Count("proposals", filter=is_waiting))

    def locked(self) -> Self:
        """Held for an act, with what every act reads: the listing and the client."""
        return super().locked().select_related("listing__owner")


class Project(Stateful, Timestamped):
    """A job: something that a client wants done. The page behind its Listing, which holds title, summary and topics.

    The client is the listing's owner. Budget: minor units of `currency`, the whole sum for a fixed price, one hour for
    hourly work; one figure stands in both columns when there is no range. A draft may lack anything; `typed` keeps what
    stands in its form as it was typed, also what is not valid yet, so that nothing typed is lost.
    `attended_at`: when the client last did something for it, `warned_at`: since when they were told that they had not
    (projects.attention). `is_invited_only`: no search finds it, and only whom the client invites may open it.
    `proposals_low/high`: how many answers a job from a public source had there; they are not our proposals.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", pgettext_lazy("job", "Open")
        PAUSED = "paused", _("Paused")
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    MOVES: ClassVar = {
        Status.DRAFT: {Status.OPEN, Status.CANCELLED},
        Status.OPEN: {Status.IN_PROGRESS, Status.PAUSED, Status.CANCELLED, Status.EXPIRED},
        Status.PAUSED: {Status.OPEN, Status.CANCELLED, Status.EXPIRED},
        Status.IN_PROGRESS: {Status.COMPLETED, Status.CANCELLED},
    }

    class Basis(models.TextChoices):
        FIXED = "fixed", _("Fixed price")
        HOURLY = "hourly", _("Hourly")

    class Length(models.TextChoices):
        UNDER_MONTH = "under_month", _("Under a month")
        ONE_TO_THREE = "one_to_three", _("One to three months")
        THREE_TO_SIX = "three_to_six", _("Three to six months")
        OVER_SIX = "over_six", _("Over six months")

    class Hours(models.TextChoices):
        PART = "part", _("Less than 30 hours a week")
        FULL = "full", _("30 hours a week or more")
        OPEN = "open", _("Hours to be agreed")

    class Where(models.TextChoices):
        REMOTE = "remote", _("Remote, anywhere")
        COUNTRY = "country", _("Remote, from one country")
        ONSITE = "onsite", _("On site")

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="project")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    brief = models.TextField(_("brief"), blank=True)  # markdown
    basis = models.CharField(max_length=6, choices=Basis, default=Basis.FIXED)
    is_ongoing = models.BooleanField(default=False)
    currency = models.CharField(max_length=3, default="EUR")
    budget_low = models.BigIntegerField(null=True, blank=True)
    budget_high = models.BigIntegerField(null=True, blank=True)
    level = models.CharField(max_length=12, choices=Profile.Level, blank=True)
    length = models.CharField(max_length=12, choices=Length, blank=True)
    hours_week = models.CharField(max_length=4, choices=Hours, blank=True)
    is_invited_only = models.BooleanField(default=False, db_default=False)
    hires = models.PositiveSmallIntegerField(default=1)
    where = models.CharField(max_length=7, choices=Where, default=Where.REMOTE)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    questions = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    typed = models.JSONField(default=dict, blank=True)
    proposals_low = models.PositiveIntegerField(null=True, blank=True)
    proposals_high = models.PositiveIntegerField(null=True, blank=True)
    sample_note = models.CharField(max_length=300, blank=True)

    budget_from = MoneyIn("budget_low")
    budget_to = MoneyIn("budget_high")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_low__isnull=True) | Q(budget_low__gt=0), name="project_budget_positive"
            ),
            models.CheckConstraint(
                condition=Q(budget_low__isnull=True, budget_high__isnull=True) | Q(budget_high__gte=F("budget_low")),
                name="project_budget_low_to_high",
            ),
            models.CheckConstraint(condition=Q(hires__gt=0), name="project_hires_somebody"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | Q(budget_low__isnull=False, closes_at__isnull=False),
                name="project_posted_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="project_closing", condition=Q(status__in=["open", "paused"])),
        ]

    def __str__(self) -> str:
        return self.listing.title

    def get_absolute_url(self) -> str:
        """The job's page, also before it is public."""
        return reverse("projects:project", args=[self.listing.slug])

    @property
    def revision(self) -> str:
        """Names the state of the form, so that one opened before is told apart."""
        return self.updated_at.isoformat()

    @property
    def client(self) -> Party:
        """Who wants it done. One truth, kept on the listing."""
        return self.listing.owner

    @property
    def title(self) -> str:
        return self.listing.title

    @property
    def is_open(self) -> bool:
        """Whether proposals are taken."""
        return self.status == self.Status.OPEN

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_editable(self) -> bool:
        """Whether its text and terms can still be changed."""
        return self.status in {self.Status.DRAFT, self.Status.OPEN, self.Status.PAUSED}

    @property
    def was_neglected(self) -> bool:
        """Whether it closed by itself because its client did not look at what was proposed."""
        return self.status == self.Status.EXPIRED and self.warned_at is not None

    @property
    def is_hourly(self) -> bool:
        return self.basis == self.Basis.HOURLY

    @property
    def has_range(self) -> bool:
        """Whether the budget is two figures."""
        return self.budget_low != self.budget_high

    def is_over_budget(self, price: Money) -> bool:
        """Whether a price, in the job's currency, is above what the client means to spend."""
        return self.budget_high is not None and to_minor(price) > self.budget_high

    @property
    def budget_middle(self) -> Money | None:
        """The middle of the budget as Money, rounded down to a minor unit; None in a draft without one."""
        if self.budget_low is None or self.budget_high is None:
            return None
        return from_minor((self.budget_low + self.budget_high) // 2, self.currency)
