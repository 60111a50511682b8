from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Lockable, UUIDModel


class Side(models.TextChoices):
    """On which side of a deal somebody stood: scores and reviews of the two are told apart."""

    CLIENT = "client", pgettext_lazy("side", "Client")
    FREELANCER = "freelancer", pgettext_lazy("side", "Freelancer")

    @property
    def other(self) -> "Side":
        return Side.FREELANCER if self == Side.CLIENT else Side.CLIENT


class DealQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those in which this person, or a company that they belong to, has a side."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.seen_by(user)
        return self.filter(Q(client__in=mine) | Q(freelancer__in=mine))

    def reviewable(self) -> Self:
        """Those whose sides may review, or might have: they ended, money moved, and not by silence."""
        return self.filter(reviews_close_at__isnull=False)

    def with_sides(self) -> Self:
        """Both parties, in the same query."""
        return self.select_related("client__user", "freelancer__user", "listing").defer("listing__search")


class Deal(UUIDModel):
    """Something that two parties did with each other for money, as the floor above tells it: a contract.

    Reviews and scores stand on these alone. `kind` and `key` name the thing on its own floor. `is_public`: whether its
    title may be told to others. `is_related`: somebody belongs to both sides, so that it counts for nobody.
    `reviews_close_at`: until when the sides may review each other; empty while it runs, and where they may not.
    """

    class Kind(models.TextChoices):
        CONTRACT = "contract", pgettext_lazy("deal", "Contract")

    class Ending(models.TextChoices):
        """How it ended. After silence it counts for nobody: who was left alone did nothing wrong."""

        DONE = "done", pgettext_lazy("deal", "All of it done")
        CLIENT = "client", pgettext_lazy("deal", "Ended by the client")
        FREELANCER = "freelancer", pgettext_lazy("deal", "Ended by the freelancer")
        SILENCE = "silence", pgettext_lazy("deal", "Closed after silence")
        DORMANT = "dormant", pgettext_lazy("deal", "Closed because nobody had touched it")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.UUIDField()
    title = models.CharField(_("title"), max_length=200)
    url = models.CharField(max_length=200)
    listing = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="+")
    is_public = models.BooleanField(default=False)
    is_related = models.BooleanField(default=False)
    client = models.ForeignKey(Party, models.PROTECT, related_name="deals_given")
    freelancer = models.ForeignKey(Party, models.PROTECT, related_name="deals_taken")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, choices=Ending, blank=True)
    reviews_close_at = models.DateTimeField(null=True, blank=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="deal_once"),
            models.CheckConstraint(condition=~Q(client=F("freelancer")), name="deal_between_two"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="deal_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(reviews_close_at__isnull=True) | Q(ended_at__isnull=False), name="deal_reviewed_after_end"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def party(self, side: str) -> Party:
        """Who stands on this side."""
        return self.client if side == Side.CLIENT else self.freelancer

    @property
    def is_open_to_reviews(self) -> bool:
        """Whether its sides may write now."""
        return self.reviews_close_at is not None and clock.now() < self.reviews_close_at


class Fact(UUIDModel):
    """One thing that happened in a deal and may count: told once, by its key, and never changed.

    `data` holds whole numbers and claims: euro cents, days, who brought it about (social.reputation.facts).
    """

    class Kind(models.TextChoices):
        RELEASED = "released", pgettext_lazy("fact", "Money released")
        RETURNED = "returned", pgettext_lazy("fact", "Money returned")
        SETTLED = "settled", pgettext_lazy("fact", "Dispute settled")
        ENDED = "ended", pgettext_lazy("fact", "Ended")

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(default=clock.now)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.key
