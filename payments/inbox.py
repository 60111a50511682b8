"""What gateways tell us by themselves: kept as it came, then worked on once, in whatever order it comes.

    @inbox.hears("refund.updated", "refund.failed")
    def refund_changed(thing: dict, event: GatewayEvent) -> None: ...

Whoever sent it must have known the secret. The event is committed before anything else. Then its object is read anew,
because events come late, twice and in any order, and a handler, in one transaction with the event's end, does what
follows from how the object is now. So no order of events matters. A handler that fails leaves nothing behind; the
gateway and our own sweeper both try again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from marketplace.kit import clock, leases
from marketplace.kit.refusals import Refused
from payments import gateways, retries
from payments.gateways.port import Answer, Disagrees, Heard, NotOurs, Unclear
from payments.models import GatewayEvent, PayoutAccount

Handler = TypeVar("Handler", bound=Callable[[Answer, GatewayEvent], object])
log = structlog.get_logger(__name__)

Status = GatewayEvent.Status
OVERLAP = timedelta(hours=1)  # events are told late; what is here already is left out
KEPT_THERE = timedelta(days=29)  # gateways list their events for 30 days
NEW = timedelta(minutes=5)  # an account of which we have not heard yet may be ours
BATCH = 20

_handlers: dict[str, Callable[[Answer, GatewayEvent], object]] = {}


def hears(*types: str) -> Callable[[Handler], Handler]:
    """Let this function work on events of these types. It gets the object as it is now; it locks, and does nothing
    twice. It raises NotOurs for what this site never made, and Disagrees for what a person must look at."""

    def register(handler: Handler) -> Handler:
        for name in types:
            if _handlers.setdefault(name, handler) is not handler:
                raise ValueError(f"Events of type {name!r} are heard already.")
        return handler

    return register


@dataclass(frozen=True)
class Received:
    """What became of a webhook: whether the gateway need not tell it again."""

    event: GatewayEvent
    is_safe: bool


def receive(gateway: str, payload: bytes, headers: Mapping[str, str], *, door: str) -> Received:
    """Keep one webhook and work on it. Raises BadSignature for what nobody with the secret sent."""
    heard = gateways.speaker(gateway).heard(payload, headers, door=door)
    event = keep(gateway, heard)
    return Received(event, is_safe=work_on(event))


def keep(gateway: str, heard: Heard) -> GatewayEvent:
    """Write the event down; the same one again is the first."""
    event = GatewayEvent(
        gateway=gateway, reference=heard.reference, type=heard.type[:80], account=heard.account, payload=heard.payload
    )
    GatewayEvent.objects.bulk_create([event], ignore_conflicts=True)
    return GatewayEvent.objects.get(gateway=gateway, reference=heard.reference)


def work_on(event: GatewayEvent) -> bool:
    """Do what follows from one event, unless it is done or another process is at it; False where that failed."""
    taken = leases.take(_waiting().filter(pk=event.pk), now=clock.now(), most=1)
    return all(_work_on(one) for one in taken)


def work_on_due(*, most: int = 1000) -> int:
    """Work on every event that waits; returns how many were done."""
    leases.mend(_waiting().exclude(attempts=0, lease=None), now=clock.now())
    done = 0
    while most > 0 and (taken := leases.take(_waiting(), now=clock.now(), most=min(most, BATCH))):
        most -= len(taken)
        done += sum(_work_on(event) for event in taken)
    return done


def catch_up(gateway: str, *, account: str = "", since: datetime | None = None) -> int:
    """Ask the gateway what it has told, and keep what never came here; returns how much that was. Raises Unclear."""
    heard = list(
        gateways.speaker(gateway).told(since=since or _last_heard(gateway, account) - OVERLAP, account=account)
    )
    known = set(
        GatewayEvent.objects.filter(gateway=gateway, reference__in=[one.reference for one in heard]).values_list(
            "reference", flat=True
        )
    )
    missed = [one for one in heard if one.reference not in known]
    for one in sorted(missed, key=lambda one: one.made_at or clock.now()):
        log.warning("event_never_came", gateway=gateway, reference=one.reference, type=one.type)
        keep(gateway, one)
    return len(missed)


@retries.atomic
def try_again(event: GatewayEvent, *, by: Any, why: str) -> GatewayEvent:
    """Work on one anew that a person has looked at. What it brings is done once all the same.

    Raises Refused where it is done, or was not for us.
    """
    event = GatewayEvent.objects.locked().get(pk=event.pk)
    if event.status not in {Status.QUARANTINED, Status.RECEIVED}:
        raise Refused(_("Nobody needs to look at this any more."))
    event.status, event.why, event.try_at, event.attempts, event.lease = Status.RECEIVED, "", clock.now(), 0, None
    event.save(update_fields=["status", "why", "try_at", "attempts", "lease"])
    return event


def our_id(thing: Answer, kind: str) -> UUID | None:
    """The row of ours that an object was made for; None where it is of another kind, or nothing is kept with it.

    Raises NotOurs for what another tenant of the same account at the gateway has made.
    """
    marks: dict[str, Any] = thing.get("metadata") or {}
    if marks.get("tenant", settings.MONEY_TENANT) != settings.MONEY_TENANT:
        raise NotOurs(f"made by {marks['tenant']}")
    if marks.get("kind") != kind or not marks.get("our_id"):
        return None
    try:
        return UUID(marks["our_id"])
    except ValueError as error:
        raise NotOurs("its mark is none that this site makes") from error


def _waiting() -> Any:
    return GatewayEvent.objects.filter(status=Status.RECEIVED)


def _last_heard(gateway: str, account: str) -> datetime:
    last = GatewayEvent.objects.filter(gateway=gateway, account=account).aggregate(last=Max("received_at"))["last"]
    return max(last or clock.now() - KEPT_THERE, clock.now() - KEPT_THERE)


def _work_on(event: GatewayEvent) -> bool:
    if leases.has_run_out(event):
        return False
    try:
        _handle(event)
    except leases.Overtaken:
        log.info("event_overtaken", reference=event.reference)
    except (NotOurs, Disagrees) as error:
        log.error("event_set_aside", reference=event.reference, type=event.type, why=str(error))
        _set_aside(event, error)
    except Unclear as error:
        log.warning("event_unclear", reference=event.reference, error=str(error))
        leases.give_back(event, error, now=clock.now())
        return False
    except Exception as error:
        log.exception("event_failed", reference=event.reference, type=event.type, attempts=event.attempts + 1)
        leases.give_back(event, error, now=clock.now())
        return False
    return True


def _handle(event: GatewayEvent) -> None:
    gateway = gateways.speaker(event.gateway)
    heard = gateway.again(event.payload)
    if heard.is_live != gateway.is_live():
        raise NotOurs("test money where real money is meant, or the reverse")
    _refuse_strange_account(event)
    handler = _handlers.get(event.type)
    if handler is None:
        _end(event, Status.IGNORED, "nothing follows from events of this type")
        return
    _follow(handler, gateway.subject_of(heard), event)


@retries.atomic
def _follow(handler: Callable[[Answer, GatewayEvent], object], thing: Answer, event: GatewayEvent) -> None:
    handler(thing, event)
    _end(event, Status.DONE)


def _set_aside(event: GatewayEvent, error: Exception) -> None:
    status = Status.IGNORED if isinstance(error, NotOurs) else Status.QUARANTINED
    leases.mine(event).update(status=status, why=str(error)[:300], error="", lease=None, ended_at=clock.now())


def _refuse_strange_account(event: GatewayEvent) -> None:
    """A payee's account may be told of before our own request for it is answered, but not much earlier."""
    if not event.account or PayoutAccount.objects.filter(gateway=event.gateway, reference=event.account).exists():
        return
    if clock.now() - event.received_at < NEW:
        raise Unclear(f"{event.account} is not known yet")
    raise NotOurs(f"{event.account} is no account of a payee here")


def _end(event: GatewayEvent, status: str, why: str = "") -> None:
    ended = leases.mine(event).update(status=status, why=why[:300], error="", lease=None, ended_at=clock.now())
    if not ended:
        raise leases.Overtaken
