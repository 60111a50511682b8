from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.profile import Profile
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, Stateful, Timestamped, UUIDModel

REMINDED = timedelta(days=30)  # before it runs out
REVIEWS = "accounts.view_certification"  # the right of staff to see documents


class CertificationQuerySet(Lockable):
    def waiting(self) -> Self:
        """Those that staff have still to look at."""
        return self.filter(status=Certification.Status.WAITING).order_by("updated_at")

    def of(self, user: Any) -> Self:
        """One's own."""
        return self.filter(profile__party__user=user)

    def readable_by(self, user: Any) -> Self:
        """Those whose document this person may read: their own; for reviewers, all."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff and user.has_perm(REVIEWS) else self.of(user)


class Certification(UUIDModel, Stateful, Timestamped):
    """A certificate that a person says they have. Staff who saw the document may say so too; that is the badge.

    The document is seen by its owner and by reviewers, and each look of a reviewer is in the audit. One that has run
    out stays on the page and says so. Whatever changes what was verified makes it a claim again.
    """

    class Status(models.TextChoices):
        CLAIMED = "claimed", _("Not verified")
        WAITING = "waiting", pgettext_lazy("certification", "Being looked at")
        VERIFIED = "verified", pgettext_lazy("certification", "Verified")
        REJECTED = "rejected", pgettext_lazy("certification", "Not accepted")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.CLAIMED: {Status.WAITING},
        Status.WAITING: {Status.VERIFIED, Status.REJECTED, Status.CLAIMED},
        Status.VERIFIED: {Status.WAITING, Status.CLAIMED, Status.REJECTED},
        Status.REJECTED: {Status.WAITING, Status.CLAIMED},
    }

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="certifications")
    name = models.CharField(_("name"), max_length=140)
    issuer = models.CharField(_("issued by"), max_length=140)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("runs out on"), null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.CLAIMED)
    document = models.FileField(upload_to="certificates/", storage=private_files.store, max_length=200, blank=True)
    document_name = models.CharField(max_length=120, blank=True)  # what its owner called it
    why_not = models.CharField(max_length=1000, blank=True)  # for the owner, where it was not accepted
    reviewed_at = models.DateTimeField(null=True, blank=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
                name="certification_runs_out_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(status="claimed") | ~Q(document=""), name="certification_reviewed_has_a_document"
            ),
        ]
        indexes = [models.Index(fields=["updated_at"], name="certification_queue", condition=Q(status="waiting"))]

    def __str__(self) -> str:
        return f"{self.name}, {self.issuer}"

    def interested_users(self) -> Iterable[UUID]:
        """Who may not judge it: whose it is."""
        return [self.profile.party.user_id] if self.profile.party.user_id else []

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on < clock.today()

    @property
    def is_verified(self) -> bool:
        """Whether the badge is shown: verified, and still good."""
        return self.status == self.Status.VERIFIED and not self.is_expired
