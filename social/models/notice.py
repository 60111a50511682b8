from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> Self:
        """A notice is read by nobody but the one it was written for."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def with_words(self) -> Self:
        """Everything that its sentence names, in one query."""
        return self.select_related("actor", "listing").defer("listing__search")


class Notice(UUIDModel):
    """Something that one person is told, once.

    `kind` says which sentence it is (social.notices.declare), `facts` what stands in it: plain text, or an amount as
    {"minor": 12300, "currency": "EUR"}. The sentence itself is not stored, so that everybody reads it in their own
    language. `key` names the event: the same event told twice to the same person is one notice.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    actor = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=200)
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_told_once")]
        indexes = [
            models.Index("user", F("created_at").desc(), F("id").desc(), name="notice_newest"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
