from django.db import models
from django.db.models import Q


class ExchangeRate(models.Model):
    """What one euro was worth on a day, by its source. Two currencies meet through the euro, by rates of one day."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    per_euro = models.DecimalField(max_digits=20, decimal_places=10)
    source = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="exchange_rate_once_a_day"),
            models.CheckConstraint(condition=Q(per_euro__gt=0), name="exchange_rate_above_zero"),
        ]
        indexes = [models.Index(fields=["-day"], name="exchange_rate_by_day")]

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro} {self.currency}, {self.day}"
