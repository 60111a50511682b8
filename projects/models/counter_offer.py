from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit.models import Lockable, MoneyIn, Stateful, UUIDModel
from projects.models.contract import Side
from projects.models.proposal import Proposal


class CounterOfferQuerySet(Lockable):
    def open(self) -> Self:
        """The one that waits for its answer, if there is one."""
        return self.filter(status=CounterOffer.Status.OPEN)

    def visible_to(self, user: Any) -> Self:
        """Those of the proposals that this person may read."""
        return self.filter(proposal__in=Proposal.objects.visible_to(user))


class CounterOffer(UUIDModel, Stateful):
    """Other terms for a proposal, by the side whose turn it is. Never changed: the next ones are another row.

    Number 1 is the proposal as it stood when the client first answered it with other terms (`is_proposal`). One at a
    time is open; the other side accepts it, answers it with the next one or declines it, or it lapses. What was not
    accepted leaves the proposal as it was sent (docs/decisions/068-counter-offers-are-rows.md).
    `milestones` is a list of {"name", "amount_minor", "days"}; its sums make the price.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("counter-offer", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("counter-offer", "Accepted")
        ANSWERED = "answered", pgettext_lazy("counter-offer", "Answered with other terms")
        DECLINED = "declined", pgettext_lazy("counter-offer", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("counter-offer", "Taken back")
        LAPSED = "lapsed", pgettext_lazy("counter-offer", "Run out")
        CLOSED = "closed", pgettext_lazy("counter-offer", "Closed with the proposal")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {
            Status.ACCEPTED,
            Status.ANSWERED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.LAPSED,
            Status.CLOSED,
        },
    }

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="counter_offers")
    number = models.PositiveSmallIntegerField()
    is_proposal = models.BooleanField(default=False)
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    milestones = models.JSONField(default=list, blank=True)
    note = models.CharField(_("a word with it"), max_length=1000, blank=True)
    at = models.DateTimeField()
    lapses_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    price = MoneyIn("price_minor")

    objects = CounterOfferQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="counteroffer_numbered_once"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(status="open"), name="counteroffer_one_open"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="counteroffer_price_positive"),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True, lapses_at__isnull=False)
                | ~Q(status="open") & Q(answered_at__isnull=False),
                name="counteroffer_open_has_a_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
