from django.db import models
from django.db.models import F, Q

from fundraising.models.fundraiser import Fundraiser
from marketplace.kit.models import MoneyIn


class Settlement(models.Model):
    """What was decided at the end of a fundraiser: once, on what was promised then, before any card is charged.

    Its primary key is the fundraiser, so a second decision cannot be written. Never corrected afterwards: what became
    of the charges is told beside it.
    """

    fundraiser = models.OneToOneField(Fundraiser, models.PROTECT, primary_key=True, related_name="decision")
    at = models.DateTimeField()
    is_reached = models.BooleanField()
    currency = models.CharField(max_length=3)
    goal_minor = models.BigIntegerField(null=True, blank=True)  # none: standing support has no goal
    pledged_minor = models.BigIntegerField()
    pledges = models.PositiveIntegerField()
    collected_by = models.DateTimeField(
        null=True, blank=True
    )  # the last moment of the retries; none: nothing to charge
    closed_at = models.DateTimeField(null=True, blank=True)  # when the last charge had its end

    goal, pledged = MoneyIn("goal_minor"), MoneyIn("pledged_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_reached=False) | Q(goal_minor__isnull=True) | Q(pledged_minor__gte=F("goal_minor")),
                name="settlement_reached_has_its_goal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fundraiser_id}: {self.pledged_minor} of {self.goal_minor}"
