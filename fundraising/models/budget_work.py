from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Party
from fundraising.models.plan import BudgetLine
from marketplace.kit.models import UUIDModel


class BudgetWorkQuerySet(models.QuerySet["BudgetWork"]):
    def of_worker(self, user: Any) -> Self:
        """Contracts of this person, or of a company that they may bind, that are paid out of a budget."""
        return self.filter(contract__freelancer__in=Party.objects.acted_for_by(user))

    def of_maker(self, user: Any) -> Self:
        """Those of the fundraisers that this person may bind."""
        return self.filter(line__fundraiser__listing__owner__in=Party.objects.acted_for_by(user))


class BudgetWork(UUIDModel):
    """What is paid out of a line of a budget: a job that was begun for it, or a contract.

    A job or a contract belongs to one line at most. `agreed_at`: since when who works on the contract lets their name
    stand on the page of the fundraiser; none: the page tells the sum and no name.
    """

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="works")
    project = models.OneToOneField(
        "projects.Project", models.CASCADE, null=True, blank=True, related_name="budget_work"
    )
    contract = models.OneToOneField(
        "projects.Contract", models.CASCADE, null=True, blank=True, related_name="budget_work"
    )
    made_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = BudgetWorkQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, contract__isnull=True)
                | Q(project__isnull=True, contract__isnull=False),
                name="budgetwork_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(contract__isnull=False), name="budgetwork_names_who_works"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.project_id or self.contract_id}"

    def get_absolute_url(self) -> str:
        """Where who works on it says whether they are named."""
        return reverse("fundraising:budget_work", args=[self.pk])
