from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fundraising.models.fundraiser import Fundraiser
from marketplace.kit.models import MoneyIn, UUIDModel


class Reward(UUIDModel):
    """What a backer gets for a price: contents, the month of delivery, where it ships, how many there are.

    `record_backers` are those known from a public record (null: the record does not say); `limit` null is no limit.
    """

    class Ships(models.TextChoices):
        NOTHING = "none", _("Nothing is posted")
        REGION = "region", _("Within the region")
        WORLD = "world", _("Worldwide")

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="rewards")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)
    contents = models.TextField(_("contents"), blank=True)
    price_minor = models.BigIntegerField(_("price"))
    delivers_on = models.DateField(_("delivery"), null=True, blank=True)  # a day of that month; pages name the month
    ships = models.CharField(_("ships to"), max_length=6, choices=Ships, default=Ships.NOTHING)
    limit = models.PositiveIntegerField(_("how many there are"), null=True, blank=True)
    record_backers = models.PositiveIntegerField(null=True, blank=True, default=0)

    price = MoneyIn("price_minor")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="reward_price_positive"),
            models.CheckConstraint(condition=Q(limit__isnull=True) | Q(limit__gt=0), name="reward_limit_positive"),
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(record_backers__isnull=True) | Q(record_backers__lte=F("limit")),
                name="reward_not_oversold",
            ),
            models.UniqueConstraint(
                fields=["fundraiser", "position"], name="reward_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def currency(self) -> str:
        """The fundraiser's."""
        return self.fundraiser.currency

    @property
    def left(self) -> int | None:
        """How many can still be chosen; None where there is no limit or nobody knows how many are gone."""
        return None if self.limit is None or self.record_backers is None else self.limit - self.record_backers

    @property
    def is_gone(self) -> bool:
        """Whether every one of them is taken."""
        return self.left == 0
