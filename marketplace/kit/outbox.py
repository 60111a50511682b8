"""What is told to the outside after an act: written in the act's transaction, delivered after it, never lost.

    outbox.put("proposal_mail", f"{proposal.pk}:{user.pk}", proposal=proposal.pk, to=user.email)

    @outbox.delivers("proposal_mail")
    def send(key: str, *, proposal: str, to: str) -> None: ...

Delivery is at least once: a worker may die between the sending and the note of it. The key goes with the message so
that the receiver can tell that it has it already. The same kind and key is put once only, however often the act is
repeated. A deliverer that finds the moment wrong (the receiver rests, it is night there) raises `outbox.Later`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.db.models import QuerySet

from marketplace.kit import clock, leases
from marketplace.kit.models import OutboxMessage

Deliverer = TypeVar("Deliverer", bound=Callable[..., Any])
log = structlog.get_logger(__name__)

BATCH = 20
MOST_ATTEMPTS = 12  # the twelfth comes about five hours after the first; then a person must look
KEPT = timedelta(days=30)

_deliverers: dict[str, Callable[..., Any]] = {}


class UnknownMessage(LookupError):
    """No code delivers messages of this kind."""


class Later(Exception):
    """Not now but at `at`. Unlike a failure: what the deliverer wrote stands, and it does not count as an attempt."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


def delivers(kind: str) -> Callable[[Deliverer], Deliverer]:
    """Let this function deliver messages of the kind. Its module must be imported in `AppConfig.ready`."""

    def register(deliverer: Deliverer) -> Deliverer:
        if _deliverers.setdefault(kind, deliverer) is not deliverer:
            raise ValueError(f"Messages of kind {kind!r} have a deliverer already.")
        return deliverer

    return register


def put(kind: str, key: str, **payload: Any) -> None:
    """Write down one message. A second one of the same kind and key is left out. Raises UnknownMessage."""
    put_many(kind, {key: payload})


def put_many(kind: str, messages: Mapping[str, dict[str, Any]]) -> None:
    """Write down many messages of a kind, payloads by key, in one statement."""
    _deliverer_of(kind)
    rows = [OutboxMessage(kind=kind, key=key, payload=payload) for key, payload in messages.items()]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    transaction.on_commit(_wake, robust=True)


def deliver(now: datetime | None = None, *, most: int = 1000) -> int:
    """Deliver what waits; returns how many went out. One that fails is tried again later and stops no other."""
    _mend(now or clock.now())
    sent = 0
    while most > 0 and (taken := leases.take(waiting(), now=now or clock.now(), most=min(most, BATCH))):
        most -= len(taken)
        sent += sum(_deliver(message, now or clock.now()) for message in taken)
    return sent


def waiting() -> "QuerySet[OutboxMessage]":
    """What is neither delivered nor dead."""
    return OutboxMessage.objects.filter(delivered_at__isnull=True, dead_at__isnull=True)


def dead() -> "QuerySet[OutboxMessage]":
    """What failed too often and waits for a person."""
    return OutboxMessage.objects.filter(dead_at__isnull=False)


def revive(messages: "QuerySet[OutboxMessage]") -> int:
    """Try dead messages again, from the start; returns how many."""
    return messages.filter(dead_at__isnull=False).update(dead_at=None, attempts=0, try_at=clock.now())


def tidy(now: datetime | None = None) -> int:
    """Forget what was delivered long ago; returns how many."""
    old = OutboxMessage.objects.filter(delivered_at__lt=(now or clock.now()) - KEPT)
    return old.delete()[0]


def _mend(now: datetime) -> None:
    """The clock may have gone back: what failed or was taken waits for no moment that it can't reach, and what was put
    "after" now goes out."""
    tried = waiting().exclude(attempts=0, lease=None)
    leases.mend(tried, now=now)
    waiting().filter(try_at__gt=now, put_at__gt=now, attempts=0, lease=None).update(try_at=now)


def _deliver(message: OutboxMessage, now: datetime) -> bool:
    if leases.has_run_out(message):
        return False
    try:
        with transaction.atomic():
            ending = _attempt(message, now)
            if not leases.mine(message).update(lease=None, error="", **ending):
                raise leases.Overtaken
    except leases.Overtaken:
        log.info("message_overtaken", kind=message.kind, key=message.key)
        return False
    except Exception as error:
        log.exception("message_failed", kind=message.kind, key=message.key, attempts=message.attempts + 1)
        _give_back(message, error, now)
        return False
    return "delivered_at" in ending


def _attempt(message: OutboxMessage, now: datetime) -> dict[str, datetime]:
    """Deliver it; returns what becomes of its row."""
    try:
        _deliverer_of(message.kind)(message.key, **message.payload)
    except Later as later:
        return {"try_at": later.at}
    return {"delivered_at": now}


def _give_back(message: OutboxMessage, error: Exception, now: datetime) -> None:
    leases.give_back(message, error, now=now)
    if message.attempts + 1 >= MOST_ATTEMPTS:
        OutboxMessage.objects.filter(pk=message.pk).update(dead_at=now)


def _wake() -> None:
    """Ask a worker to deliver now. If the broker is away, the clock asks again within seconds."""
    from marketplace.kit.tasks import deliver_outbox  # the task needs this module in turn

    deliver_outbox.apply_async(retry=False)


def _deliverer_of(kind: str) -> Callable[..., Any]:
    if kind not in _deliverers:
        raise UnknownMessage(f"No code delivers messages of kind {kind!r}.")
    return _deliverers[kind]
