from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from fundraising.models.fundraiser import Fundraiser
from marketplace.kit.models import MoneyIn, UUIDModel


class StretchGoal(UUIDModel):
    """What happens if more than the goal comes together: a threshold, and what it adds. `reached_at` is set once."""

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="stretch_goals")
    threshold_minor = models.BigIntegerField(_("from"))
    text = models.CharField(_("what it adds"), max_length=200)
    reached_at = models.DateTimeField(null=True, blank=True)

    threshold = MoneyIn("threshold_minor")

    class Meta:
        ordering = ["threshold_minor"]
        constraints = [
            models.UniqueConstraint(fields=["fundraiser", "threshold_minor"], name="stretchgoal_once"),
            models.CheckConstraint(condition=Q(threshold_minor__gt=0), name="stretchgoal_positive"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def currency(self) -> str:
        """The fundraiser's."""
        return self.fundraiser.currency


class TeammateQuerySet(models.QuerySet["Teammate"]):
    def agreed(self) -> Self:
        """Those who stand on the page."""
        return self.filter(agreed_at__isnull=False)

    def to(self, user: Any) -> Self:
        """Where this person was asked, or a company that they act for."""
        return self.filter(party__in=Party.objects.acted_for_by(user))

    def around(self, user: Any) -> Self:
        """The same, and those of the fundraisers of this person."""
        mine = Party.objects.acted_for_by(user)
        return self.filter(Q(party__in=mine) | Q(fundraiser__listing__owner__in=mine))


class Teammate(UUIDModel):
    """Somebody who makes it with the owner, named on its page once they have said yes."""

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="team")
    party = models.ForeignKey("accounts.Party", models.CASCADE, related_name="+")
    role = models.CharField(_("does what"), max_length=80)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = TeammateQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [models.UniqueConstraint(fields=["fundraiser", "party"], name="teammate_once")]

    def __str__(self) -> str:
        return self.role
