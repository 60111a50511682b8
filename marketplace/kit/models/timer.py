from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from marketplace.kit.models.leased import Leased


class Timer(Leased):
    """An act that is to happen by itself at a moment: a deadline, a reminder, a release. Gone once it has happened.

    Written only by `kit.timers`. Kind and key name it, so that it can be moved and cancelled without keeping its id.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="timer_once")]
        indexes = [models.Index(fields=["try_at", "id"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
