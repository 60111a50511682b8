from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fundraising.models.fundraiser import Fundraiser
from marketplace.kit.models import MoneyIn, UUIDModel


class Reward(UUIDModel):
    """What a backer gets for a price: contents, the month of delivery, where it ships, how many there are.

    `record_backers` are those known from a public record (null: the record does not say); `limit` null is no limit.
    `taken`: how many are reserved or promised here; it grows and shrinks with the pledges, in one statement that the
    limit guards. A reward that somebody chose is never edited: a new version `replaces` it, and the earlier one is
    `retired_at`, kept for those who chose it. `is_add_on`: chosen beside another reward, never alone.
    `opens_from`: the stretch goal's sum from which on it can be chosen; none: from the beginning.
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
    per_person = models.PositiveSmallIntegerField(_("most for one person"), default=1, db_default=1)
    is_add_on = models.BooleanField(_("add-on"), default=False, db_default=False)
    taken = models.PositiveIntegerField(default=0, db_default=0)
    image = models.ForeignKey("portfolios.Media", models.SET_NULL, null=True, blank=True, related_name="+")
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    opens_from_minor = models.BigIntegerField(_("offered from"), null=True, blank=True)
    record_backers = models.PositiveIntegerField(null=True, blank=True, default=0)

    price, opens_from = MoneyIn("price_minor"), MoneyIn("opens_from_minor")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="reward_price_positive"),
            models.CheckConstraint(condition=Q(limit__isnull=True) | Q(limit__gt=0), name="reward_limit_positive"),
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(record_backers__isnull=True) | Q(record_backers__lte=F("limit")),
                name="reward_not_oversold",
            ),
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(taken__lte=F("limit")), name="reward_not_oversold_here"
            ),
            models.CheckConstraint(condition=Q(per_person__gte=1), name="reward_for_a_person"),
            models.UniqueConstraint(
                fields=["fundraiser", "position"],
                condition=Q(retired_at__isnull=True),
                name="reward_place_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def currency(self) -> str:
        """The fundraiser's."""
        return self.fundraiser.currency

    @property
    def is_posted(self) -> bool:
        """Whether something is sent to an address."""
        return self.ships != self.Ships.NOTHING

    @property
    def is_locked(self) -> bool:
        """Whether the stretch goal that brings it was not reached yet."""
        return self.opens_from_minor is not None and self.opens_from_minor > self.fundraiser.most_minor

    @property
    def left(self) -> int | None:
        """How many can still be chosen; None where there is no limit or nobody knows how many are gone."""
        if self.limit is None or self.record_backers is None:
            return None
        return self.limit - self.record_backers - self.taken

    @property
    def is_gone(self) -> bool:
        """Whether every one of them is taken."""
        return self.left == 0


class ShippingRate(UUIDModel):
    """What it costs to send one reward to a country, or to all that no other rate names (`country` empty)."""

    reward = models.ForeignKey(Reward, models.CASCADE, related_name="shipping_rates")
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166-1 alpha-2
    cost_minor = models.BigIntegerField(_("shipping"))

    cost = MoneyIn("cost_minor")

    class Meta:
        ordering = ["country"]
        constraints = [
            models.UniqueConstraint(fields=["reward", "country"], name="shippingrate_once"),
            models.CheckConstraint(condition=Q(cost_minor__gte=0), name="shippingrate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.country or '*'} {self.cost_minor}"

    @property
    def currency(self) -> str:
        """The reward's."""
        return self.reward.currency
