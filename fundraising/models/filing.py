from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fundraising.models.fundraiser import Fundraiser
from marketplace.kit.models import MoneyIn, UUIDModel


class Filing(models.Model):
    """The public record behind a securities offer: what the issuer told the regulator.

    Such a fundraiser was made elsewhere and is closed; it is shown to be read, and nobody can invest in it. The target
    is the fundraiser's goal, the amount sold and the number of investors are its record totals.
    """

    class Form(models.TextChoices):
        C = "C", _("Form C")
        D = "D", _("Form D")
        D_AMENDED = "D/A", _("Form D, amended")

    fundraiser = models.OneToOneField(Fundraiser, models.CASCADE, primary_key=True, related_name="filing")
    form = models.CharField(max_length=3, choices=Form)
    accession = models.CharField(max_length=25, unique=True)  # the regulator's number of this document
    instrument = models.CharField(max_length=200)
    exemptions = models.CharField(max_length=200, blank=True)
    intermediary = models.CharField(max_length=200, blank=True)
    # A price of one security may be a fraction of a cent, so it is a decimal and not minor units.
    price_per_security = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    minimum_minor = models.BigIntegerField(null=True, blank=True)  # the least that one investor may put in
    maximum_minor = models.BigIntegerField(null=True, blank=True)  # the most that the offer takes

    minimum = MoneyIn("minimum_minor")
    maximum = MoneyIn("maximum_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_per_security__isnull=True) | Q(price_per_security__gt=0), name="filing_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(minimum_minor__isnull=True) | Q(minimum_minor__gte=0), name="filing_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(maximum_minor__isnull=True) | Q(maximum_minor__gt=0), name="filing_maximum_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.accession

    @property
    def currency(self) -> str:
        """The fundraiser's."""
        return self.fundraiser.currency


class FinancialLine(UUIDModel):
    """One line of the issuer's accounts: the latest full year beside the one before, in minor units."""

    class Name(models.TextChoices):
        REVENUE = "revenue", _("Revenue")
        COST_OF_GOODS_SOLD = "cost_of_goods_sold", _("Cost of goods sold")
        TAXES_PAID = "taxes_paid", _("Taxes paid")
        NET_INCOME = "net_income", _("Net income")
        TOTAL_ASSETS = "total_assets", _("Total assets")
        CASH = "cash", _("Cash")
        ACCOUNTS_RECEIVABLE = "accounts_receivable", _("Owed by customers")
        SHORT_TERM_DEBT = "short_term_debt", _("Short-term debt")
        LONG_TERM_DEBT = "long_term_debt", _("Long-term debt")

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="financials")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=20, choices=Name)
    recent_minor = models.BigIntegerField(null=True, blank=True)
    prior_minor = models.BigIntegerField(null=True, blank=True)

    recent = MoneyIn("recent_minor")
    prior = MoneyIn("prior_minor")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["filing", "name"], name="financialline_once")]

    def __str__(self) -> str:
        return self.get_name_display()

    @property
    def currency(self) -> str:
        """The offer's."""
        return self.filing.fundraiser.currency

    @property
    def change(self) -> Decimal | None:
        """Against the year before, as a share of it; None where nothing can be compared or the sign turned."""
        if not self.prior_minor or self.recent_minor is None or (self.prior_minor < 0) != (self.recent_minor < 0):
            return None
        return Decimal(self.recent_minor - self.prior_minor) / abs(Decimal(self.prior_minor))
