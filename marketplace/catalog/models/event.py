from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models.listing import Listing
from marketplace.kit import clock
from marketplace.kit.ids import uuid7


class Event(models.Model):
    """One thing that a visitor did with a listing. Appended by `catalog.events`, never changed, counted later.

    The table is partitioned by month (see catalog.partitions), so that old events go by dropping a table. `visitor` is
    a mark that lives for one day and cannot be led back to anybody; `user` is set for people who have signed in and
    have not asked to be left alone.
    """

    class Kind(models.TextChoices):
        VIEW = "view", _("view")
        CLICK = "click", _("click")
        SHARE = "share", _("share")
        LIKE = "like", _("like")
        BOOKMARK = "bookmark", _("bookmark")
        FOLLOW = "follow", _("follow")
        WATCH = "watch", _("watch")
        PROPOSAL = "proposal", _("proposal")
        HIRE = "hire", _("hire")
        PLEDGE = "pledge", _("pledge")

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField(default=clock.now)
    id = models.UUIDField(default=uuid7)
    kind = models.CharField(max_length=12, choices=Kind)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+", db_index=False)
    visitor = models.BigIntegerField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    facts: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["listing", "at"], name="event_by_listing"),
            models.Index(fields=["user", "at"], name="event_by_user", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.listing_id}"


class EventMark(models.Model):
    """How far a count has come: every event up to `until` is in it. Moved in the transaction that adds to the count."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M}"
