"""What a dispute is about: the holds that were frozen for it."""

from django.db import models
from django.db.models import Q

from marketplace.kit.models import Lockable, MoneyIn, UUIDModel
from payments.models import Hold
from projects.models.dispute import Dispute
from projects.models.milestone import Milestone
from projects.models.work_week import WorkWeek


class DisputeItem(UUIDModel):
    """One hold that a dispute froze, and what came of it.

    It is held for a `milestone`, or for hours of a `week` (Dispute.entries says which). `was`: the milestone's state
    before, to which it returns if the dispute is withdrawn, with the time that was `left` to answer a submission.
    `held_minor` is what lay in the hold when it was frozen.
    """

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="items")
    hold = models.ForeignKey(Hold, models.PROTECT, related_name="+")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="dispute_items")
    week = models.ForeignKey(WorkWeek, models.PROTECT, null=True, blank=True, related_name="dispute_items")
    was = models.CharField(max_length=17, choices=Milestone.Status, blank=True)
    left = models.DurationField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    held_minor = models.BigIntegerField()
    released_minor = models.BigIntegerField(null=True, blank=True)
    refunded_minor = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    held = MoneyIn("held_minor")
    released, refunded = MoneyIn("released_minor"), MoneyIn("refunded_minor")

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["dispute", "id"]
        constraints = [
            models.UniqueConstraint(fields=["hold"], condition=Q(ended_at__isnull=True), name="dispute_hold_in_one"),
            models.CheckConstraint(condition=Q(held_minor__gt=0), name="dispute_about_something"),
            models.CheckConstraint(
                condition=Q(milestone__isnull=False, week__isnull=True) & ~Q(was="")
                | Q(milestone__isnull=True, week__isnull=False, was="", left__isnull=True),
                name="dispute_item_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(released_minor__isnull=True, refunded_minor__isnull=True)
                | Q(released_minor__gte=0, refunded_minor__gte=0, ended_at__isnull=False),
                name="dispute_item_divided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.hold_id}"

    @property
    def about(self) -> Milestone | WorkWeek:
        """What it is held for, which has a page and a name."""
        found = self.milestone or self.week
        if found is None:
            raise ValueError(f"dispute item {self.pk} is about nothing")  # a constraint keeps that from being
        return found
