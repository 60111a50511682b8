"""What is said to the gateways, and what they say: written down before anything is done about it."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from marketplace.kit.models.leased import Leased


class GatewayRequest(UUIDModel, Stateful, Leased):
    """One call of a gateway, committed before it is made, so that no call is ever lost or made twice.

    key: our own idempotency key, `<kind>:<our id>:<attempt>`. The answer is written here first; what follows from it is
    done by `settle` of its kind, whoever brings the news: this call, a webhook or the sweeper.
    """

    class Status(models.TextChoices):
        READY = "ready", pgettext_lazy("request", "Ready")
        SENT = "sent", pgettext_lazy("request", "Sent, no answer yet")
        DONE = "done", pgettext_lazy("request", "Answered")
        REFUSED = "refused", pgettext_lazy("request", "Refused")
        LOST = "lost", pgettext_lazy("request", "A person must look")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.READY: {Status.SENT, Status.DONE, Status.REFUSED},
        Status.SENT: {Status.DONE, Status.REFUSED, Status.LOST},
        Status.LOST: {Status.SENT, Status.DONE, Status.REFUSED},
    }

    key = models.CharField(max_length=255, unique=True)
    gateway = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)  # "payment", "refund", "transfer", …: who settles it
    subject = models.UUIDField()  # our own row
    call = models.CharField(max_length=60)  # "payment_intents.create"
    body = models.JSONField(encoder=DjangoJSONEncoder)
    on_behalf_of = models.CharField(max_length=255, blank=True)  # Stripe-Account
    status = models.CharField(max_length=7, choices=Status, default=Status.READY)
    answer = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    refusal = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)  # first
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject"], name="request_by_subject"),
            models.Index(fields=["try_at"], name="request_open", condition=Q(status__in=["ready", "sent"])),
        ]

    def __str__(self) -> str:
        return self.key


class GatewayEvent(UUIDModel, Leased):
    """What a gateway told us by itself: stored as it came, then worked on once, in whatever order it comes."""

    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("event", "Received")
        DONE = "done", pgettext_lazy("event", "Done")
        IGNORED = "ignored", pgettext_lazy("event", "Not for us")
        QUARANTINED = "quarantined", pgettext_lazy("event", "A person must look")

    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255)  # evt_…
    type = models.CharField(max_length=80)
    account = models.CharField(max_length=255, blank=True)
    payload = models.JSONField()
    status = models.CharField(max_length=11, choices=Status, default=Status.RECEIVED)
    why = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "reference"], name="event_once")]
        indexes = [models.Index(fields=["try_at"], name="event_open", condition=Q(status="received"))]

    def __str__(self) -> str:
        return f"{self.type} {self.reference}"


class GatewayObject(models.Model):
    """An object of a gateway's that stands in the books, and by which entry: one each, so nothing is posted twice."""

    gateway = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)  # "charge", "refund", "transfer", "payout", "dispute_withdrawal", …
    reference = models.CharField(max_length=255)
    entry = models.OneToOneField("payments.Entry", models.PROTECT, related_name="gateway_object")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "kind", "reference"], name="object_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
