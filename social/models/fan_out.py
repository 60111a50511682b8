from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Leased, UUIDModel


class FanOut(UUIDModel, Leased):
    """An event that many are to be told of, and how far the telling has come.

    `audiences` are names and arguments of social.audiences, told one after the other; `step` is the one that is being
    told and `cursor` the last person of it. Both move in the transaction that writes the notices, so that whoever goes
    on after a crash begins where the last one ended.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    actor = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=200)
    but_not = models.UUIDField(null=True, blank=True)  # the person who did it
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    audiences = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)
    step = models.PositiveSmallIntegerField(default=0)
    cursor = models.UUIDField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="fanout_once")]
        indexes = [models.Index(fields=["try_at", "id"], name="fanout_due", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
