from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.party import Party
from marketplace.kit.models import MoneyIn


class Record(models.Model):
    """Where a party comes from that nobody signed up: an entry of a public record, or of the sample.

    It keeps what happened elsewhere apart from what happens here: a rating, a number of reviews and a sum spent that
    the source gives, and which no row of ours stands behind. The page prints them with the source beside them.
    A valid row needs `party`, `kind` and `source`; `rating` is hundredths of a star and comes with `rating_count`;
    `spent_minor` is minor units of `currency`. The listing of the party repeats rating and rating_count, for search.
    """

    class Kind(models.TextChoices):
        SAMPLE = "sample", _("sample")
        PUBLIC = "public", _("public record")

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="record")
    kind = models.CharField(max_length=6, choices=Kind)
    source = models.CharField(max_length=120)  # "Tate collection"
    licence = models.CharField(max_length=40, blank=True)  # "CC0"
    url = models.URLField(blank=True)  # the entry at the source
    note = models.CharField(max_length=300, blank=True)  # what is real and what is ours
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_count = models.PositiveIntegerField(default=0)
    spent_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    since = models.DateField(null=True, blank=True)  # registered at the source

    spent = MoneyIn("spent_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__lte=500), name="record_rating_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(spent_minor__isnull=True) | models.Q(spent_minor__gte=0),
                name="record_spent_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.party}"
