from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from marketplace.kit import clock
from marketplace.kit.models.base import UUIDModel
from marketplace.kit.models.leased import Leased


class OutboxMessage(UUIDModel, Leased):
    """Something to tell the outside (a mail, a webhook, a fan-out), written in the transaction of the act behind it.

    Written only by `kit.outbox`. It stays for a while after it was delivered, so that the same key is not sent again.
    After too many attempts it is dead: it waits for a person.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    put_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="outbox_once")]
        indexes = [
            models.Index(
                fields=["try_at", "id"], name="outbox_due", condition=Q(delivered_at__isnull=True, dead_at__isnull=True)
            ),
            models.Index(fields=["delivered_at"], name="outbox_delivered", condition=Q(delivered_at__isnull=False)),
            models.Index(fields=["dead_at"], name="outbox_dead", condition=Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
