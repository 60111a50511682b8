from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel

OPEN = Q(read_at__isnull=True, archived_at__isnull=True, under__isnull=True)
TOLD_ONCE = ["user", "kind", "key"]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> Self:
        """A notice is read by nobody but the one it was written for."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def leading(self) -> Self:
        """Those that stand for themselves and for what was told together with them."""
        return self.filter(under__isnull=True)

    def at_hand(self, now: datetime | None = None) -> Self:
        """What stands in the centre now: neither put away nor put off."""
        return self.leading().filter(archived_at__isnull=True).exclude(snoozed_until__gt=now or clock.now())

    def unread(self, now: datetime | None = None) -> Self:
        """What the bell counts."""
        return self.filter(OPEN).exclude(snoozed_until__gt=now or clock.now())

    def snoozed(self, now: datetime | None = None) -> Self:
        """Put off, and not back yet."""
        return self.leading().filter(archived_at__isnull=True, snoozed_until__gt=now or clock.now())

    def archived(self, now: datetime | None = None) -> Self:
        """Put away."""
        return self.leading().filter(archived_at__isnull=False)

    def with_words(self) -> Self:
        """Everything that its sentence names, in one query."""
        return self.select_related("actor", "listing", "party").defer("listing__search")


class Notice(UUIDModel):
    """Something that one person is told, once.

    `kind` says which sentence it is (social.kinds.declare), `facts` what stands in it: plain text, an amount as
    {"minor": 12300, "currency": "EUR"}, or a day as {"at": "2026-12-01T16:20:00+00:00"}. The sentence itself is not
    stored, so that everybody reads it in their own language. `key` names the event: the same event told twice to the
    same person is one notice.

    Several of one kind about one thing within a quarter of an hour are told as one: the newest leads, the others stand
    `under` it and are still there to read. `mail_at` is when its mail is due; empty once it went out, or where none is
    wanted. `party` is whom the person acts for, where that is why they are told. `shown_at` is its place in the centre:
    it moves when a notice that was put off comes back.
    """

    class Reason(models.TextChoices):
        ACCOUNT = "account", _("it concerns your account")
        OWN = "own", _("it concerns something of yours")
        COMPANY = "company", _("you act for the company that it concerns")
        PART = "part", _("you take part in it")
        FOLLOW = "follow", _("you follow who did it")
        WATCH = "watch", _("you watch it")

    class Mail(models.TextChoices):
        OFF = "", _("No mail")
        NOW = "now", _("At once")
        DAY = "day", _("Every morning")
        WEEK = "week", _("Every Monday")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.OWN, db_default="own")
    actor = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=200)
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(default=clock.now, db_default=Now())
    under = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="others")
    read_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=4, choices=Mail, blank=True, db_default="")
    mail_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=TOLD_ONCE, name="notice_told_once"),
            models.CheckConstraint(condition=~Q(under=F("id")), name="notice_not_under_itself"),
        ]
        indexes = [
            models.Index(
                "user", F("shown_at").desc(), F("id").desc(), name="notice_newest", condition=Q(under__isnull=True)
            ),
            models.Index(fields=["user"], name="notice_unread", condition=OPEN),
            models.Index(fields=["user", "mail_at"], name="notice_mail_due", condition=Q(mail_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
