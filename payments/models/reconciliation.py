"""What the gateway's own statement says, held against the books: read, compared, and never mended by itself."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from marketplace.kit import clock
from marketplace.kit.models import Lockable, MoneyIn, Stateful, UUIDModel


class Reconciliation(UUIDModel):
    """One comparison of a gateway's statement, from `since` to before `until`, with the books."""

    gateway = models.CharField(_("gateway"), max_length=20)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    begun_at = models.DateTimeField(_("begun"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    matched = models.PositiveIntegerField(_("matched"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    error = models.CharField(_("why it broke off"), max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="reconciliation_of_a_time")]
        indexes = [models.Index(fields=["gateway", "begun_at"], name="reconciliation_newest")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.since:%Y-%m-%d %H:%M}"


class DifferenceQuerySet(Lockable):
    def open(self) -> Self:
        """Those that nobody has explained and that are still there."""
        return self.filter(status=Difference.Status.OPEN)


class Difference(UUIDModel, Stateful):
    """Something on which the gateway and the books do not agree. It never posts anything: a person looks.

    One row for each object and sort, however many comparisons find it; one that the newest comparison of its time finds
    no more is gone by itself.
    """

    class Sort(models.TextChoices):
        MISSING_HERE = "missing_here", _("Missing in the books")
        MISSING_THERE = "missing_there", _("Missing at the gateway")
        AMOUNT = "amount", _("Another amount")
        CURRENCY = "currency", _("Another currency")
        BALANCE = "balance", _("Another balance")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("difference", "Open")
        EXPLAINED = "explained", pgettext_lazy("difference", "Explained")
        GONE = "gone", pgettext_lazy("difference", "Gone")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.EXPLAINED, Status.GONE},
        Status.GONE: {Status.OPEN},
    }

    gateway = models.CharField(_("gateway"), max_length=20)
    sort = models.CharField(_("what differs"), max_length=13, choices=Sort)
    kind = models.CharField(_("object"), max_length=40)
    reference = models.CharField(_("reference"), max_length=255)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    ours_minor = models.BigIntegerField(_("in the books"), null=True, blank=True)
    ours_currency = models.CharField(max_length=3, blank=True)
    theirs_minor = models.BigIntegerField(_("at the gateway"), null=True, blank=True)
    theirs_currency = models.CharField(max_length=3, blank=True)
    entry = models.ForeignKey("payments.Entry", models.PROTECT, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField(null=True, blank=True)
    found_by = models.ForeignKey(Reconciliation, models.PROTECT, related_name="differences")
    seen_at = models.DateTimeField(default=clock.now)  # by the newest comparison that found it
    why = models.CharField(_("explanation"), max_length=1000, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "kind", "reference", "sort"], name="difference_once"),
            models.CheckConstraint(condition=~Q(status="explained") | ~Q(why=""), name="difference_explained_in_words"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="difference_open", condition=Q(status="open"))]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}: {self.kind} {self.reference}"


class ProposedQuerySet(Lockable):
    def waiting(self) -> Self:
        """Those that a second person has still to look at."""
        return self.filter(status=Proposed.Status.PROPOSED)


class Proposed(UUIDModel, Stateful):
    """What one member of staff wants done with money and a second one approves. Nobody approves their own."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("money act", "Waits for a second person")
        APPROVED = "approved", pgettext_lazy("money act", "Approved and done")
        REJECTED = "rejected", pgettext_lazy("money act", "Rejected")

    MOVES: ClassVar[Mapping[str, set[str]]] = {Status.PROPOSED: {Status.APPROVED, Status.REJECTED}}

    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    why = models.CharField(_("reason"), max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField("payments.Entry", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProposedQuerySet.as_manager()

    class Meta:
        abstract = True

    def interested_users(self) -> Iterable[UUID]:
        """Who may not approve: who proposed it."""
        yield self.proposed_by_id


class Adjustment(Proposed):
    """A sum that staff move from one account to another: what was explained, borne, or given out of goodwill."""

    source = models.ForeignKey("payments.Account", models.PROTECT, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey("payments.Account", models.PROTECT, related_name="+", verbose_name=_("to"))

    amount = MoneyIn("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & ~Q(source=F("destination")), name="adjustment_moves_something"
            ),
            models.CheckConstraint(
                condition=Q(status="approved", entry__isnull=False) | ~Q(status="approved") & Q(entry__isnull=True),
                name="adjustment_done_is_in_the_books",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.destination}"

    def interested_users(self) -> Iterable[UUID]:
        """Who may not approve: who proposed it, and whose account it touches."""
        yield self.proposed_by_id
        owners = [self.source.owner, self.destination.owner]
        yield from User.objects.filter(Q(party__in=owners) | Q(memberships__company__party__in=owners)).values_list(
            "pk", flat=True
        )


class StaffRefund(Proposed):
    """A payment, or a part of it, that staff send back: out of its hold, or at the site's own cost."""

    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="staff_refunds")
    hold = models.ForeignKey("payments.Hold", models.PROTECT, null=True, blank=True, related_name="+")

    amount = MoneyIn("amount_minor")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="staff_refund_of_something")]

    def __str__(self) -> str:
        return str(self.payment)

    def interested_users(self) -> Iterable[UUID]:
        """Who may not decide: who proposed it, who paid, who is paid by it, and who works for either."""
        yield self.proposed_by_id
        payees = self.payment.checkout.lines.filter(payee__isnull=False).values_list("payee", flat=True)
        sides = [self.payment.payer_id, *payees]
        yield from User.objects.filter(Q(party__in=sides) | Q(memberships__company__party__in=sides)).values_list(
            "pk", flat=True
        )
