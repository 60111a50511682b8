from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fundraising.models.fundraiser import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit.models import MoneyIn, UUIDModel


class Part(UUIDModel):
    """A part of a fundraiser's goal. The parts of one list add up to the goal when it is published."""

    position = models.PositiveSmallIntegerField(default=0)
    amount_minor = models.BigIntegerField(_("amount"))

    amount = MoneyIn("amount_minor")

    class Meta:
        abstract = True

    fundraiser: Fundraiser

    @property
    def currency(self) -> str:
        """The fundraiser's: parts of one sum share its currency."""
        return self.fundraiser.currency


class BudgetLine(Part):
    """What a part of the goal is spent on."""

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="budget_lines")
    label = models.CharField(_("for"), max_length=120)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="budgetline_amount_positive"),
            models.UniqueConstraint(
                fields=["fundraiser", "position"],
                name="budgetline_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Disbursement(Part):
    """A part of the money that is paid out when a step is done, and what proves that it is.

    `due_on` is a day of the month in which the step is planned; pages name the month. `tied_to`: the portfolio whose
    next update, or the job whose completion, says that it is done; none: the maker says so and shows the proof.
    """

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="disbursements")
    name = models.CharField(_("step"), max_length=120)
    due_on = models.DateField(_("planned for"), null=True, blank=True)
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    tied_to = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="disbursement_amount_positive"),
            models.UniqueConstraint(
                fields=["fundraiser", "position"],
                name="disbursement_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name
