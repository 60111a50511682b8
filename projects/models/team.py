"""Several freelancers who do one job together: their places before it is agreed, their shares after."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from payments.models import Hold

WHOLE = 10_000  # all shares together: shares are hundredths of a percent, which are exact


def percent_of(permyriad: int) -> Decimal:
    """A share as people read it: 3333 is 33.33."""
    return Decimal(permyriad) / 100


class TeamPlaceQuerySet(Lockable):
    def of_party_of(self, user: Any) -> Self:
        """Those that this person may read: their own, and those of every company that they belong to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(party__in=Party.objects.seen_by(user))

    def asked(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(status=TeamPlace.Status.ASKED)

    def standing(self) -> Self:
        """All but the ones that somebody said no to."""
        return self.exclude(status=TeamPlace.Status.DECLINED)


class TeamPlace(UUIDModel, Stateful):
    """A place in the team of a proposal: who, for which part of the work, with which share of the price.

    Everybody accepts their own place and share; a changed share is asked for anew. The one who leads has a place like
    the others, the first. A proposal without places is one person's (docs/decisions/085).
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("team place", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("team place", "Accepted")
        DECLINED = "declined", pgettext_lazy("team place", "Declined")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.ASKED: {Status.ACCEPTED, Status.DECLINED},
        Status.ACCEPTED: {Status.ASKED, Status.DECLINED},
        Status.DECLINED: {Status.ASKED},
    }

    proposal = models.ForeignKey("projects.Proposal", models.CASCADE, related_name="team")
    party = models.ForeignKey(Party, models.PROTECT, related_name="team_places")
    position = models.PositiveSmallIntegerField()
    task = models.CharField(_("what they do"), max_length=120, blank=True)
    permyriad = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TeamPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "party"], name="teamplace_once"),
            models.CheckConstraint(condition=Q(permyriad__gte=1, permyriad__lte=WHOLE), name="teamplace_share"),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at__isnull=True)
                | ~Q(status="asked") & Q(answered_at__isnull=False),
                name="teamplace_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.permyriad}"

    def get_absolute_url(self) -> str:
        """Where the one who is asked reads what it is about, and answers."""
        return reverse("projects:team_place", args=[self.pk])

    @property
    def percent(self) -> Decimal:
        return percent_of(self.permyriad)

    @property
    def is_asked(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def is_accepted(self) -> bool:
        return self.status == self.Status.ACCEPTED


class ContractMemberQuerySet(Lockable):
    def standing(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class ContractMember(UUIDModel):
    """Somebody of the team of a contract. Its first one leads and is the contract's `freelancer`.

    `fees`: what was agreed about their commission, each their own (payments.terms.Terms), frozen with the contract.
    Who has left reads on, and keeps what was earned; nothing new is shared with them. A contract with one freelancer
    has no members.
    """

    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="members")
    party = models.ForeignKey(Party, models.PROTECT, related_name="contract_memberships")
    position = models.PositiveSmallIntegerField()
    task = models.CharField(_("what they do"), max_length=120, blank=True)
    permyriad = models.PositiveSmallIntegerField()
    fees = models.JSONField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ContractMemberQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "position"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "party"], name="contractmember_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False, permyriad=0)
                | Q(left_at__isnull=True, permyriad__gte=1, permyriad__lte=WHOLE),
                name="contractmember_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.permyriad}"

    @property
    def percent(self) -> Decimal:
        return percent_of(self.permyriad)


class MilestoneShareQuerySet(Lockable):
    def standing(self) -> Self:
        """Those that count: not of somebody who left before it was paid."""
        return self.filter(permyriad__gt=0)


class MilestoneShare(UUIDModel):
    """A member's part of one milestone, and the hold in which its money lies.

    It is a payable of its own (`milestone_share`), so that its payee, fee, invoice and wallet are the member's. All
    shares of a milestone are paid in one checkout and move by the same acts. A share of nothing is of somebody who left
    before the milestone was paid: money that was on its way for it goes back.
    """

    milestone = models.ForeignKey("projects.Milestone", models.PROTECT, related_name="shares")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    permyriad = models.PositiveSmallIntegerField()
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MilestoneShareQuerySet.as_manager()

    class Meta:
        ordering = ["milestone", "position"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "party"], name="milestoneshare_once"),
            models.CheckConstraint(condition=Q(permyriad__lte=WHOLE), name="milestoneshare_within_the_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.party_id}"

    @property
    def percent(self) -> Decimal:
        return percent_of(self.permyriad)


def contracts_of(parties: Any, path: str = "") -> Q:
    """Those in which one of these parties is the client, the freelancer or of the team.

    path: from the model that is filtered to the contract, such as "contract".
    """
    own = ContractMember.objects.filter(party__in=parties).values("contract")
    to = f"{path}__" if path else ""
    return Q(**{f"{to}client__in": parties}) | Q(**{f"{to}freelancer__in": parties}) | Q(**{f"{path or 'pk'}__in": own})
