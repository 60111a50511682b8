from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.company import Company, Membership
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, Timestamped, UUIDModel

STANDS = timedelta(days=7)


class InvitationQuerySet(Lockable):
    def open(self) -> Self:
        """Those that can still be answered."""
        return self.filter(
            status=Invitation.Status.OPEN, expires_at__gt=clock.now(), company__dissolved_at__isnull=True
        )

    def to(self, user: Any) -> Self:
        """Sent to an address that this person has proved to be theirs."""
        proved = user.emailaddress_set.filter(verified=True).values(address=Lower("email"))
        return self.filter(email__in=proved)

    def with_company(self) -> Self:
        """What the invitation says of who invites, in the same query."""
        return self.select_related("company__party", "invited_by__party")


class Invitation(UUIDModel, Stateful, Timestamped):
    """A company asks whoever reads the mail of an address to join it in a rank.

    The link in the mail is signed and names `sent`, so only the newest one opens the door, once, for a week. Whether
    the address has an account here is neither stored nor told: the answer to "Invite" is the same for every address.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Ran out")

    MOVES: ClassVar = {
        Status.OPEN: {Status.ACCEPTED, Status.DECLINED, Status.REVOKED, Status.EXPIRED},
    }

    company = models.ForeignKey(Company, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)  # in small letters
    rank = models.CharField(max_length=8, choices=Membership.Rank, default=Membership.Rank.MEMBER)
    note = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent = models.PositiveSmallIntegerField(default=1)  # how many mails went out; the newest link counts
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "email"], name="invitation_once", condition=Q(status="open")),
            models.CheckConstraint(condition=~Q(rank="owner"), name="invitation_never_to_own"),
        ]
        indexes = [models.Index(fields=["email", "sent_at"], name="invitation_by_address")]

    def __str__(self) -> str:
        return f"{self.company} to {self.email}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.status == self.Status.OPEN and self.expires_at > clock.now() and not self.company.dissolved_at
