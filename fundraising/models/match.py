from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fundraising.models.pledge import Pledge
from marketplace.kit.models import MoneyIn, UUIDModel


class Match(UUIDModel):
    """A pledge that grows with those of others: for each, `factor` times its sum, as long as `total` lasts.

    factor_permille: 1000 doubles a pledge. most_per_pledge: the part of one pledge that is matched; none: all of it.
    times_per_backer: how many pledges of one backer are. asked: what it would come to without its end; it grows and
    shrinks with the pledges that came after it. What it comes to is its pledge's amount.
    """

    pledge = models.OneToOneField(Pledge, models.CASCADE, related_name="match")
    total_minor = models.BigIntegerField(_("at most"))
    factor_permille = models.PositiveSmallIntegerField(
        default=1000, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    most_per_pledge_minor = models.BigIntegerField(_("most of one pledge"), null=True, blank=True)
    times_per_backer = models.PositiveSmallIntegerField(default=1)
    asked_minor = models.BigIntegerField(default=0)

    total, most_per_pledge = MoneyIn("total_minor"), MoneyIn("most_per_pledge_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_minor__gt=0, factor_permille__gt=0, times_per_backer__gt=0), name="match_of_something"
            ),
            models.CheckConstraint(
                condition=Q(most_per_pledge_minor__isnull=True)
                | Q(most_per_pledge_minor__gt=0, most_per_pledge_minor__lte=F("total_minor") * 1000),
                name="match_most_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor_permille}\u2030 up to {self.total_minor}"

    @property
    def currency(self) -> str:
        """The fundraiser's."""
        return self.pledge.currency

    def of(self, amount_minor: int) -> int:
        """What it adds to a pledge of so much, while it lasts: whole minor units, rounded down."""
        matched = amount_minor if self.most_per_pledge_minor is None else min(amount_minor, self.most_per_pledge_minor)
        return matched * self.factor_permille // 1000
