from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing
from marketplace.kit.models import Timestamped
from portfolios.models.portfolio import Portfolio
from portfolios.models.shown import Shown, ShownQuerySet


class WorkQuerySet(ShownQuerySet):
    def hung(self) -> Self:
        """In the order in which the portfolio shows them."""
        return self.order_by("position")


class Work(Shown, Timestamped):
    """One finished thing, shown large with its wall label. It belongs to a portfolio of the same owner.

    Title, summary, cover and topics are its listing's (kind `work`). `date_text` is the date as its source writes it
    ("c.1820–5"), `year` the same as a number to sort by.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="work")
    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="works")
    position = models.PositiveIntegerField(default=0)
    kind_line = models.CharField(_("kind or medium"), max_length=200, blank=True)
    year = models.SmallIntegerField(_("year"), null=True, blank=True)
    date_text = models.CharField(_("date"), max_length=100, blank=True)
    dimensions = models.CharField(_("dimensions"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)  # markdown
    credit_line = models.CharField(_("credit line"), max_length=400, blank=True)
    source_url = models.URLField(_("source"), max_length=300, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "position"], name="work_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(-3000, 2200)), name="work_year_is_a_year"
            ),
        ]

    @property
    def dated(self) -> str:
        """The date as people read it: the source's words, else the year."""
        return self.date_text or (str(self.year) if self.year else "")
