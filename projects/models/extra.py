from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, MoneyIn, Stateful, UUIDModel
from payments.models import Hold
from projects.models.contract import Contract
from projects.models.team import contracts_of


class ExtraQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the contracts that this person may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(contracts_of(Party.objects.seen_by(user), "contract"))

    def open(self) -> Self:
        """Those that nobody has paid or answered."""
        return self.filter(status=Extra.Status.OPEN)


class Extra(UUIDModel, Stateful):
    """Paid beside the milestones: a bonus that the client gives, or an expense that the freelancer claims back.

    It is released at once when it is paid. No fee is kept of an expense: it is the freelancer's own money coming back.
    `member`: for whom of a team it is; else for the freelancer.
    """

    class Kind(models.TextChoices):
        BONUS = "bonus", _("Bonus")
        EXPENSE = "expense", _("Expense")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("extra", "Not paid")
        PAID = "paid", pgettext_lazy("extra", "Paid")
        DECLINED = "declined", pgettext_lazy("extra", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("extra", "Withdrawn")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.PAID, Status.DECLINED, Status.WITHDRAWN},
    }

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="extras")
    member = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    what = models.CharField(_("for what"), max_length=200)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    receipt = models.FileField(upload_to="receipts/", storage=private_files.store, max_length=200, blank=True)
    receipt_name = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="+")

    amount = MoneyIn("amount_minor")

    objects = ExtraQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="extra_of_something"),
            models.CheckConstraint(condition=~Q(status="paid") | Q(hold__isnull=False), name="extra_paid_has_hold"),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | ~Q(status="open") & Q(answered_at__isnull=False),
                name="extra_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def payee(self) -> Party:
        """Whose it is when it is paid."""
        return self.member or self.contract.freelancer

    @property
    def is_bonus(self) -> bool:
        return self.kind == self.Kind.BONUS

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
