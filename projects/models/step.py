from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.kit.models import MoneyIn, UUIDModel
from projects.models.project import Project
from projects.models.proposal import Proposal


class PlannedMilestone(UUIDModel):
    """A paid part of the job as the client proposes it. Amounts: minor units of the job's currency; together they make
    a sum within the budget."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("milestone"), max_length=120)
    due_on = models.DateField(_("due"), null=True, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    amount = MoneyIn("amount_minor")

    class Meta:
        ordering = ["project", "position"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="plannedmilestone_amount_positive")]

    def __str__(self) -> str:
        return self.name


class ProposedMilestone(UUIDModel):
    """A paid part of the job as a freelancer proposes it: days after the start. Together they make the price."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("milestone"), max_length=120)
    days = models.PositiveSmallIntegerField(_("days after the start"), null=True, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    amount = MoneyIn("amount_minor")

    class Meta:
        ordering = ["proposal", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="proposedmilestone_amount_positive")
        ]

    def __str__(self) -> str:
        return self.name
