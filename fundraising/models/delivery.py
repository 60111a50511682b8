from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from fundraising import clocks
from fundraising.carriers import link_of
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.pledge import Pledge, PledgeLine
from fundraising.models.reward import Reward
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, MoneyIn, Stateful, UUIDModel


class DeliveryQuerySet(Lockable):
    def owed(self) -> Self:
        """Those that have neither arrived nor been given back."""
        return self.exclude(status__in=Delivery.ENDED)

    def unclaimed(self) -> Self:
        """Those whose backer has not answered in the time that everybody has for it (clocks.ANSWERS_BY)."""
        before = clock.now() - clocks.ANSWERS_BY
        silent = self.filter(status=Delivery.Status.WAITING, line__pledge__collected_at__lte=before)
        return silent.filter(fundraiser__survey__sent_at__lte=before)

    def awaited(self) -> Self:
        """Those for which a fundraiser stays open: owed, and not unclaimed."""
        return self.owed().exclude(pk__in=self.unclaimed().values("pk"))

    def unsent(self) -> Self:
        """Those that have not left."""
        return self.filter(status__in=Delivery.UNSENT)

    def overdue(self) -> Self:
        """Those that should have left by now."""
        return self.unsent().filter(due_on__lt=clock.today(), sent_at=None)

    def of_backer(self, user: Any) -> Self:
        """One's own and one's company's."""
        mine = Party.objects.acted_for_by(user) if user.is_authenticated else Party.objects.none()
        return self.filter(line__pledge__backer__in=mine)

    def with_all(self) -> Self:
        """With everything that a row prints, in the same query."""
        return self.select_related(
            "line__reward", "line__pledge__backer", "line__pledge__address", "line__pledge__reply"
        )


class Delivery(UUIDModel, Stateful):
    """A reward that a backer paid for, on its way to them.

    `number` counts within its fundraiser: it stands on the packing slip and in the table of parcels. `due_on`: the last
    day of the month that was promised; being late is worked out from it and is no state. `sent_at`: when it left first,
    by which it was late or not; `again`: how often it is sent once more because something was wrong.
    """

    class Status(models.TextChoices):
        WAITING = "waiting_survey", pgettext_lazy("delivery", "Waits for answers")
        TO_SHIP = "to_ship", pgettext_lazy("delivery", "To be sent")
        SHIPPED = "shipped", pgettext_lazy("delivery", "Sent")
        RECEIVED = "received", pgettext_lazy("delivery", "Arrived")
        PROBLEM = "problem", pgettext_lazy("delivery", "Something is wrong")
        REFUNDED = "refunded", pgettext_lazy("delivery", "Paid back")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.TO_SHIP, Status.REFUNDED},
        Status.TO_SHIP: {Status.WAITING, Status.SHIPPED, Status.REFUNDED},
        Status.SHIPPED: {Status.RECEIVED, Status.PROBLEM, Status.REFUNDED},
        Status.RECEIVED: {Status.PROBLEM},
        Status.PROBLEM: {Status.TO_SHIP, Status.RECEIVED, Status.REFUNDED},
    }
    UNSENT: ClassVar = [Status.WAITING, Status.TO_SHIP]
    ENDED: ClassVar = [Status.RECEIVED, Status.REFUNDED]

    fundraiser = models.ForeignKey(Fundraiser, models.PROTECT, related_name="deliveries")
    line = models.OneToOneField(PledgeLine, models.PROTECT, related_name="delivery")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=14, choices=Status, default=Status.TO_SHIP)  # set only by move_to()
    due_on = models.DateField(null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=40, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(_("what is wrong"), max_length=500, blank=True)
    problem_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    again = models.PositiveSmallIntegerField(default=0)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["fundraiser", "number"], name="delivery_numbered_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["shipped", "received"]) | Q(sent_at__isnull=False),
                name="delivery_sent_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="received") | Q(received_at__isnull=False), name="delivery_received_at_a_moment"
            ),
            models.CheckConstraint(condition=~Q(status="problem") | ~Q(problem=""), name="delivery_problem_is_told"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("sent_at")),
                name="delivery_received_after_it_left",
            ),
        ]
        indexes = [
            models.Index(fields=["fundraiser", "status", "number"], name="delivery_by_status"),
            models.Index(fields=["due_on"], name="delivery_unsent", condition=Q(sent_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number:04d} {self.status}"

    @property
    def label(self) -> str:
        """Its number as slips and tables print it."""
        return f"{self.number:04d}"

    @property
    def is_posted(self) -> bool:
        """Whether it goes to an address."""
        return self.line.reward.is_posted

    @property
    def is_wrong(self) -> bool:
        """Whether something is wrong with it, also while it was to go out once more and has not left."""
        return self.status == self.Status.PROBLEM or (self.status in self.UNSENT and self.again > 0)

    @property
    def is_overdue(self) -> bool:
        """Whether it should have left by now and has not."""
        return self.sent_at is None and self.status in self.UNSENT and bool(self.due_on) and self.days_late > 0

    @property
    def days_late(self) -> int:
        """By how many days it left, or is, too late; 0 where it is not, or nothing was promised."""
        last: date = self.sent_at.date() if self.sent_at else clock.today()
        return max(0, (last - self.due_on).days) if self.due_on else 0

    @property
    def is_with_backer(self) -> bool:
        """Whether it has left, so that its backer can say what became of it."""
        return self.status in {self.Status.SHIPPED, self.Status.RECEIVED}

    @property
    def track_url(self) -> str:
        """Where its way can be followed; empty for a carrier without such a page."""
        return link_of(self.carrier, self.tracking)


class RewardFile(UUIDModel):
    """A file that everybody has who paid for a reward: a book, a recording, a pattern. Nobody else reads it."""

    reward = models.ForeignKey(Reward, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="rewards/", storage=private_files.store, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["reward", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is fetched."""
        return reverse("fundraising:reward_file", args=[self.pk])


class DeliverySheet(UUIDModel, Stateful):
    """A table of parcels that a maker sent back with carriers and tracking numbers. All of it is done, or nothing.

    `problems`: [line of the file, what is wrong there]. `digest`: the file again, while it is done or waits, is the
    same sheet.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("sheet", "Being read")
        DONE = "done", pgettext_lazy("sheet", "Done")
        REFUSED = "refused", pgettext_lazy("sheet", "Nothing was changed")

    MOVES: ClassVar[Mapping[str, set[str]]] = {Status.WAITING: {Status.DONE, Status.REFUSED}}

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="sheets")
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)  # set only by move_to()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    file = models.FileField(upload_to="sheets/", storage=private_files.store, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    digest = models.CharField(max_length=64)  # SHA-256 in hex
    rows = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fundraiser", "digest"], condition=Q(status="waiting"), name="deliverysheet_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """What became of it."""
        return reverse("fundraising:delivery_sheet", args=[self.pk])


class RewardRefund(UUIDModel, Stateful):
    """A backer wants the money of one reward back, because it is late or arrived broken. Silence grants it."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("reward refund", "Waits for an answer")
        GRANTED = "granted", pgettext_lazy("reward refund", "Paid back")
        REFUSED = "refused", pgettext_lazy("reward refund", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("reward refund", "Taken back")

    MOVES: ClassVar[Mapping[str, set[str]]] = {Status.OPEN: {Status.GRANTED, Status.REFUSED, Status.WITHDRAWN}}

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="refunds")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)  # set only by move_to()
    why = models.CharField(_("why"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)  # what went back

    amount = MoneyIn("amount_minor")

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["delivery"], condition=Q(status="open"), name="rewardrefund_open_once"),
            models.CheckConstraint(
                condition=~Q(status="granted") | Q(amount_minor__gt=0), name="rewardrefund_granted_has_a_sum"
            ),
        ]

    def __str__(self) -> str:
        return self.status

    @property
    def pledge(self) -> Pledge:
        """The pledge out of which it is paid."""
        return self.delivery.line.pledge

    @property
    def currency(self) -> str:
        """The pledge's."""
        return self.pledge.currency
