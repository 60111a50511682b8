from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.reward import Reward
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class PledgeQuerySet(Lockable):
    def counting(self) -> Self:
        """Those that count towards the sum on the page: promised, on their way, or paid. What was dropped after the
        end, and promises for a goal that was missed, stay counted: the sum on which was decided is never corrected."""
        return self.filter(counts=True)

    def visible_to(self, user: Any) -> Self:
        """One's own and one's company's, and those for what one raises oneself."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.acted_for_by(user)
        return self.filter(Q(backer__in=mine) | Q(fundraiser__listing__owner__in=mine))

    def of_backer(self, user: Any) -> Self:
        """One's own and one's company's alone."""
        mine = Party.objects.acted_for_by(user) if user.is_authenticated else Party.objects.none()
        return self.filter(backer__in=mine)

    def with_all(self) -> Self:
        """With the fundraiser, its listing and its maker, the backer and the card, in the same query."""
        return self.select_related("fundraiser__listing__owner", "backer", "method", "by").defer(
            "fundraiser__listing__search"
        )


class Pledge(UUIDModel, Stateful, Timestamped):
    """A backer's promise of money for a fundraiser, and what became of it.

    Of an all-or-nothing fundraiser the card is kept until the end and charged then, if the goal is reached; of others,
    and late, it is paid at once (`is_at_once`). What the backer chose are its lines; `extra` is what they give beyond
    their prices. amount = lines + extra + shipping. `terms`: the fees as agreed with the maker, frozen. `counts`:
    whether it is part of `Fundraiser.pledged_minor`, changed together with it. `is_match`: it grows with what others
    pledge (`Match`). `came_from` and `tag`: where its backer had come from (catalog.events.source) and the tag of that
    link; empty where nobody knows. `agreed`: the version of the words that the backer agreed to
    (fundraising.agreed_terms).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("pledge", "Not confirmed")
        ACTIVE = "active", pgettext_lazy("pledge", "Promised")
        CHARGING = "charging", pgettext_lazy("pledge", "Being charged")
        ACTION_NEEDED = "action_needed", pgettext_lazy("pledge", "Your bank asks")
        RETRYING = "retrying", pgettext_lazy("pledge", "Card declined")
        COLLECTED = "collected", pgettext_lazy("pledge", "Paid")
        DROPPED = "dropped", pgettext_lazy("pledge", "Dropped")
        CANCELLED = "cancelled", pgettext_lazy("pledge", "Cancelled")
        REFUNDED = "refunded", pgettext_lazy("pledge", "Refunded")
        CHARGED_BACK = "charged_back", pgettext_lazy("pledge", "Taken back by the bank")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.ACTIVE, Status.COLLECTED, Status.CANCELLED},
        Status.ACTIVE: {Status.CHARGING, Status.CANCELLED},
        Status.CHARGING: {Status.COLLECTED, Status.ACTION_NEEDED, Status.RETRYING, Status.DROPPED, Status.CANCELLED},
        Status.ACTION_NEEDED: {Status.COLLECTED, Status.RETRYING, Status.DROPPED, Status.CANCELLED},
        Status.RETRYING: {Status.CHARGING, Status.COLLECTED, Status.ACTION_NEEDED, Status.DROPPED, Status.CANCELLED},
        Status.COLLECTED: {Status.REFUNDED, Status.CHARGED_BACK},
    }
    UNDECIDED: ClassVar = [Status.CHARGING, Status.ACTION_NEEDED, Status.RETRYING]  # of these the end is open
    PAST: ClassVar = [Status.DROPPED, Status.CANCELLED, Status.REFUNDED, Status.CHARGED_BACK]

    fundraiser = models.ForeignKey(Fundraiser, models.PROTECT, related_name="pledges")
    backer = models.ForeignKey(Party, models.PROTECT, related_name="pledges")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=13, choices=Status, default=Status.DRAFT)  # set only by move_to()
    counts = models.BooleanField(default=False, db_default=False)
    is_at_once = models.BooleanField()
    is_match = models.BooleanField(default=False, db_default=False)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    extra_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    country = models.CharField(_("country"), max_length=2, blank=True)  # where it is sent
    is_anonymous = models.BooleanField(_("without my name"), default=False)
    has_extended = models.BooleanField(default=False, db_default=False)  # it moved the end of its fundraiser
    message = models.CharField(_("a word to the maker"), max_length=500, blank=True)
    terms = models.JSONField(default=dict)
    came_from = models.CharField(max_length=60, blank=True, default="", db_default="")
    tag = models.CharField(max_length=40, blank=True, default="", db_default="")
    agreed = models.CharField(max_length=20, blank=True, default="", db_default="")
    consent = models.TextField(blank=True)  # what the backer agreed to about their card, word by word
    method = models.ForeignKey("payments.SavedMethod", models.SET_NULL, null=True, blank=True, related_name="+")
    hold = models.OneToOneField("payments.Hold", models.PROTECT, null=True, blank=True, related_name="pledge")
    attempts = models.PositiveSmallIntegerField(default=0)  # charges that were begun after the end
    failure = models.CharField(max_length=60, blank=True)  # the gateway's word for the last decline
    counted_at = models.DateTimeField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)

    amount, extra, shipping = MoneyIn("amount_minor"), MoneyIn("extra_minor"), MoneyIn("shipping_minor")

    objects = PledgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) | Q(is_match=True, amount_minor=0), name="pledge_of_something"
            ),
            models.CheckConstraint(
                condition=Q(extra_minor__gte=0, shipping_minor__gte=0)
                & Q(amount_minor__gte=F("extra_minor") + F("shipping_minor")),
                name="pledge_is_the_sum_of_its_parts",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "charging", "action_needed", "retrying", "collected"])
                | Q(counts=True, counted_at__isnull=False),
                name="pledge_that_lives_counts",
            ),
            models.CheckConstraint(
                condition=~Q(status="draft") | Q(counts=False), name="pledge_that_is_none_counts_not"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["collected", "refunded", "charged_back"])
                | Q(hold__isnull=False, collected_at__isnull=False),
                name="pledge_collected_has_its_hold",
            ),
            # A backer changes their promise; a second one beside it would be charged twice at the end.
            models.UniqueConstraint(
                fields=["fundraiser", "backer"], condition=Q(status="active"), name="pledge_promised_once"
            ),
        ]
        indexes = [
            models.Index(fields=["fundraiser", "status", "id"], name="pledge_by_status"),
            models.Index(fields=["backer", "id"], name="pledge_by_backer"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether its backer may still change it or take it back: before the end, and before any money."""
        return self.status in {self.Status.DRAFT, self.Status.ACTIVE} and self.fundraiser.is_open

    @property
    def is_gift(self) -> bool:
        """Whether nothing is owed for any of it: for a donation, or for a sum without a reward."""
        return self.fundraiser.kind == Fundraiser.Kind.DONATION or self.extra_minor == self.amount_minor

    @property
    def is_undecided(self) -> bool:
        """Whether its charge is under way, waits for the backer, or is tried again."""
        return self.status in self.UNDECIDED

    def get_absolute_url(self) -> str:
        """The backer's page of it."""
        return reverse("fundraising:pledge", args=[self.pk])


class PledgeLine(UUIDModel):
    """A reward within a pledge: how many, and the price of one as it was when it was chosen."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="lines")
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="pledged")
    quantity = models.PositiveSmallIntegerField(default=1)
    price_minor = models.BigIntegerField()

    price = MoneyIn("price_minor")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "reward"], name="pledgeline_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1, price_minor__gt=0), name="pledgeline_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.price_minor}"

    @property
    def currency(self) -> str:
        """The pledge's."""
        return self.pledge.currency
