from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from projects.models.project import Project
from projects.models.team import TeamPlace


class ProposalQuerySet(Lockable):
    def sent(self) -> Self:
        """What has reached the client."""
        return self.exclude(status=Proposal.Status.DRAFT)

    def waiting(self) -> Self:
        """What the client can still answer."""
        return self.filter(status__in=Proposal.WAITING)

    def accepted(self) -> Self:
        """What led to a contract that stands, or still may: not one that was never signed by both."""
        refused = Q(contract__status__in=["declined", "withdrawn"])
        return self.filter(status=Proposal.Status.ACCEPTED).exclude(refused)

    def by(self, user: Any) -> Self:
        """Written by this person, or in the name of a company that they belong to."""
        return self.filter(freelancer__in=Party.objects.seen_by(user))

    def received_by(self, user: Any) -> Self:
        """Sent to this person, or to a company that they belong to."""
        return self.sent().filter(project__listing__owner__in=Party.objects.seen_by(user))

    def visible_to(self, user: Any) -> Self:
        """The two sides, and who is in its team; the client, and the team, only once it is sent."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.seen_by(user)
        received = Q(project__listing__owner__in=mine) & ~Q(status=Proposal.Status.DRAFT)
        in_team = Q(pk__in=TeamPlace.objects.standing().filter(party__in=mine).values("proposal"))
        return self.filter(Q(freelancer__in=mine) | received | in_team & ~Q(status=Proposal.Status.DRAFT))

    def with_writer(self) -> Self:
        """Who wrote it and what they show of themselves, in the same query."""
        return self.select_related("freelancer__profile__listing", "freelancer__record").defer(
            "freelancer__profile__listing__search"
        )

    def with_sides(self) -> Self:
        """The job, its client and the freelancer, in the same query."""
        return self.select_related(
            "project__listing__owner__user", "freelancer__user", "freelancer__profile__listing"
        ).defer("project__listing__search", "freelancer__profile__listing__search")


class Proposal(UUIDModel, Stateful, Timestamped):
    """A freelancer's answer to a job. Sending one is free, always.

    `price_minor`: minor units of `currency` (the job's); the whole price for a fixed price, one hour for hourly work.
    `revision` counts what the client may have seen: an acceptance names the revision that was on the page, so that
    nobody accepts a price that changed a moment before. `answers` keep each question as it was asked.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", pgettext_lazy("proposal", "Sent")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        OFFERED = "offered", pgettext_lazy("proposal", "Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", pgettext_lazy("proposal", "Closed")

    # The shortlist and the offer may be skipped: docs/decisions/020-one-step-acceptance.md.
    MOVES: ClassVar = {
        Status.DRAFT: {Status.SENT, Status.EXPIRED},
        Status.SENT: {
            Status.SHORTLISTED,
            Status.OFFERED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.EXPIRED,
        },
        Status.SHORTLISTED: {
            Status.SENT,
            Status.OFFERED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.EXPIRED,
        },
        Status.OFFERED: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED},
    }
    WAITING: ClassVar = [Status.SENT, Status.SHORTLISTED, Status.OFFERED]

    class Reason(models.TextChoices):
        """Why a proposal was declined, in words that help the one who wrote it."""

        PRICE = "price", _("Over the budget")
        SKILLS = "skills", _("Other skills or experience needed")
        TIME = "time", _("The time does not fit")
        PLACE = "place", _("The place or time zone does not fit")
        BRIEF = "brief", _("Does not answer the brief")
        OTHER = "other", _("Another reason")

    project = models.ForeignKey(Project, models.CASCADE, related_name="proposals")
    freelancer = models.ForeignKey(Party, models.PROTECT, related_name="proposals")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    letter = models.TextField(_("letter"), blank=True)  # markdown
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days to deliver"), null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)  # [{"question": …, "answer": …}]
    revision = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    reason_note = models.CharField(max_length=500, blank=True)
    typed = models.JSONField(default=dict, blank=True)  # a draft's form as it was typed

    price = MoneyIn("price_minor")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "freelancer"], name="proposal_once", condition=~Q(status="withdrawn")
            ),
            models.CheckConstraint(
                condition=Q(price_minor__isnull=True) | Q(price_minor__gt=0), name="proposal_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(price_minor__isnull=False), name="proposal_sent_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "expired"]) | Q(sent_at__isnull=False), name="proposal_sent_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""), name="proposal_declined_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["freelancer", "sent_at"], name="proposal_by_freelancer")]

    def __str__(self) -> str:
        return f"{self.freelancer} for {self.project}"

    def get_absolute_url(self) -> str:
        """The page that both sides see."""
        return reverse("projects:proposal", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether the client can still answer it, and its writer still change it."""
        return self.status in self.WAITING

    @property
    def is_shortlisted(self) -> bool:
        return self.status == self.Status.SHORTLISTED
