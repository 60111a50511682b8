from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from projects.models.project import Project


class JobInvitationQuerySet(Lockable):
    def waiting(self) -> Self:
        """Those that were not answered yet."""
        return self.filter(status=JobInvitation.Status.SENT)

    def standing(self) -> Self:
        """Those that were not taken back: whoever has one may open a job that only invited people see."""
        return self.exclude(status=JobInvitation.Status.WITHDRAWN)

    def to(self, user: Any) -> Self:
        """Sent to this person, or to a company that they belong to, and not taken back."""
        if not user.is_authenticated:
            return self.none()
        return self.standing().filter(freelancer__in=Party.objects.seen_by(user))

    def with_job(self) -> Self:
        """The job and its client, in the same query."""
        return self.select_related("project__listing__owner__user", "freelancer__user").defer(
            "project__listing__search"
        )


class JobInvitation(UUIDModel, Stateful):
    """A client asks one freelancer to propose for one job. It binds nobody, and its answer is a proposal or a word.

    Once it is declined it is not sent again: nobody is pressed. `note` is the client's, `answer` the freelancer's.
    """

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("job invitation", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("job invitation", "Accepted")
        DECLINED = "declined", pgettext_lazy("job invitation", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("job invitation", "Taken back")
        CLOSED = "closed", pgettext_lazy("job invitation", "Closed with the job")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.SENT: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.CLOSED},
        Status.DECLINED: {Status.ACCEPTED},  # a proposal after all
        Status.WITHDRAWN: {Status.SENT},
    }

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    freelancer = models.ForeignKey(Party, models.PROTECT, related_name="job_invitations")
    status = models.CharField(max_length=9, choices=Status, default=Status.SENT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("a word to them"), max_length=500, blank=True)
    sent_at = models.DateTimeField()
    answer = models.CharField(_("a word to the client"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = JobInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "freelancer"], name="jobinvitation_once"),
            models.CheckConstraint(
                condition=Q(status__in=["sent", "withdrawn", "closed"]) | Q(answered_at__isnull=False),
                name="jobinvitation_answered_at",
            ),
        ]
        indexes = [models.Index(fields=["freelancer", "status"], name="jobinvitation_by_freelancer")]

    def __str__(self) -> str:
        return f"{self.project} to {self.freelancer}"

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be answered or taken back."""
        return self.status == self.Status.SENT
