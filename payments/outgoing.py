"""What we ask of gateways: written down before it is asked, so that nothing is lost and nothing is done twice.

    outgoing.prepare("refund", refund.pk, call.name, call.body, key=f"refund:{refund.pk}:1")

    @outgoing.settles("refund")
    def settle(subject: UUID, answer: dict, request: GatewayRequest) -> None: ...

Three steps, and no call inside a transaction. The act commits the request with its own rows. Then it is sent, with our
key, by a worker or, where somebody waits for it (`send_now`), by the page. Then what follows from the answer is done in
a second transaction, which locks its rows and looks whether it is done already: a webhook may have been faster. A call
without an answer is made again, with the same key and the same body; after most of a day, when the gateway forgets its
keys, the object is looked up instead, and what can't be found waits for a person.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kit import audit, clock, leases
from marketplace.kit.refusals import Refused
from payments import gateways, retries
from payments.gateways.port import Answer, Disagrees, Rejected, Unclear
from payments.models import GatewayRequest

Settle = TypeVar("Settle", bound=Callable[[UUID, Answer, GatewayRequest], object])
Refuse = TypeVar("Refuse", bound=Callable[[UUID, Rejected, GatewayRequest], object])
log = structlog.get_logger(__name__)

Status = GatewayRequest.Status
OPEN = [Status.READY, Status.SENT]
HOPELESS = timedelta(hours=1)  # of a gateway's breakdown that it only repeats: then a person looks
PATIENCE = 20.0  # seconds for which a page waits for another process that is at the same call
BATCH = 20

_settles: dict[str, Callable[[UUID, Answer, GatewayRequest], object]] = {}
_refused: dict[str, Callable[[UUID, Rejected, GatewayRequest], object]] = {}


class UnknownRequest(LookupError):
    """No code settles requests of this kind."""


class KeyReused(Exception):
    """The key names another call already."""


def settles(kind: str) -> Callable[[Settle], Settle]:
    """Let this function do what follows from answers to requests of the kind. It locks, and does nothing twice."""

    def register(settle: Settle) -> Settle:
        if _settles.setdefault(kind, settle) is not settle:
            raise ValueError(f"Requests of kind {kind!r} are settled already.")
        return settle

    return register


def refused(kind: str) -> Callable[[Refuse], Refuse]:
    """Let this function do what follows where the gateway will not do it, for good."""

    def register(refuse: Refuse) -> Refuse:
        if _refused.setdefault(kind, refuse) is not refuse:
            raise ValueError(f"Refusals of kind {kind!r} are heard already.")
        return refuse

    return register


def marks(kind: str, subject: UUID, key: str) -> dict[str, str]:
    """Our names for what a call makes, kept there with it: by these it is known again, and told from other tenants'."""
    return {"our_id": str(subject), "our_key": key, "kind": kind, "tenant": settings.MONEY_TENANT}


@transaction.atomic
def prepare(
    kind: str,
    subject: UUID,
    call: str,
    body: Mapping[str, Any],
    *,
    key: str,
    gateway: str = "stripe",
    on_behalf_of: str = "",
    at_once: bool = False,
) -> GatewayRequest:
    """Write down one call, in the act's transaction. It is made after the commit.

    subject: our own row, which `settle` of the kind will lock. key: `<kind>:<our id>:<attempt>`; the attempt rises only
    after a definite refusal. at_once: the caller makes the call itself, by `send_now`. The same key with the same body
    returns the first request; with another it raises KeyReused.
    """
    if kind not in _settles:
        raise UnknownRequest(kind)
    whole = _marked(gateway, call, body, marks(kind, subject, key))
    request = GatewayRequest(
        kind=kind, subject=subject, call=call, body=whole, key=key, gateway=gateway, on_behalf_of=on_behalf_of
    )
    GatewayRequest.objects.bulk_create([request], ignore_conflicts=True)
    first = GatewayRequest.objects.get(key=key)
    if first.pk != request.pk and (first.call, first.subject, first.on_behalf_of) != (call, subject, on_behalf_of):
        raise KeyReused(key)
    if not at_once:
        transaction.on_commit(lambda: _wake(first.pk), robust=True)
    return first


def send_now(request: GatewayRequest) -> GatewayRequest:
    """Make the call here and now; returns the request as it stands then.

    Without a sure answer it stays open and is made again by itself. If another process is at it, this waits for that.
    Somebody waits for it, so the pause that follows a failure is not kept.
    """
    _open().filter(pk=request.pk, lease__isnull=True, try_at__gt=clock.now()).update(try_at=clock.now())
    until = time.monotonic() + PATIENCE
    while not send(request.pk) and _waits_for_an_answer(request) and time.monotonic() < until:
        time.sleep(0.1)
    return GatewayRequest.objects.get(pk=request.pk)


def send(pk: UUID) -> bool:
    """Make one call, unless it is done, not due or another process is at it. Returns whether it was this one."""
    taken = leases.take(_open().filter(pk=pk), now=clock.now(), most=1)
    for request in taken:
        _carry_out(request)
    return bool(taken)


def send_due(*, most: int = 1000) -> int:
    """Make every call that is due: forgotten by the broker, without an answer, or not settled. Returns how many."""
    leases.mend(_open().exclude(attempts=0, lease=None), now=clock.now())
    done = 0
    while most > 0 and (taken := leases.take(_open(), now=clock.now(), most=min(most, BATCH))):
        most -= len(taken)
        done += len(taken)
        for request in taken:
            _carry_out(request)
    return done


def of(kind: str, subject: UUID) -> GatewayRequest | None:
    """The newest request of this kind about this row."""
    return GatewayRequest.objects.filter(kind=kind, subject=subject).order_by("-pk").first()


def lost() -> Any:
    """Those that wait for a person."""
    return GatewayRequest.objects.filter(status=Status.LOST)


@transaction.atomic
def try_again(request: GatewayRequest, *, by: Any, why: str) -> GatewayRequest:
    """Look for it once more, after a person has looked into it. It is never made anew after a day.

    Raises Refused where it does not wait for a person any more.
    """
    request = GatewayRequest.objects.locked().get(pk=request.pk)
    if request.status != Status.LOST:
        raise Refused(_("Nobody needs to look at this any more."))
    request.try_at, request.attempts, request.lease = clock.now(), 0, None
    request.move_to(Status.SENT, by=by, why=why, saving=["try_at", "attempts", "lease"])
    audit.append("gateway_request_tried_again", by=by.pk, subject=audit.subject_of(request), data={"why": why})
    transaction.on_commit(lambda: _wake(request.pk), robust=True)
    return request


@transaction.atomic
def give_up(request: GatewayRequest, *, by: Any, why: str) -> GatewayRequest:
    """A person has made sure at the gateway that it was never done: it counts as refused.

    Raises Refused where it does not wait for a person any more.
    """
    request = GatewayRequest.objects.get(pk=request.pk)
    if request.status != Status.LOST:
        raise Refused(_("Nobody needs to look at this any more."))
    _end_refused(request, Rejected("given_up", why), by=by, why=why)
    audit.append("gateway_request_given_up", by=by.pk, subject=audit.subject_of(request), data={"why": why})
    return GatewayRequest.objects.get(pk=request.pk)


def _open() -> Any:
    return GatewayRequest.objects.filter(status__in=OPEN)


def _waits_for_an_answer(request: GatewayRequest) -> bool:
    """Whether another process is at it, or about to be; not after one came back without an answer."""
    at_work = Q(lease__isnull=False) | Q(try_at__lte=clock.now())
    return bool(_open().filter(at_work, pk=request.pk).exists())


def _carry_out(request: GatewayRequest) -> None:
    if leases.has_run_out(request):
        return
    try:
        _go(request)
    except Disagrees as disagreement:
        _lose(request, str(disagreement))
    except Unclear as unclear:
        log.warning("gateway_unclear", key=request.key, attempts=request.attempts + 1, error=str(unclear))
        leases.give_back(request, unclear, now=clock.now())
    except Exception as error:
        log.exception("gateway_request_failed", key=request.key, attempts=request.attempts + 1)
        leases.give_back(request, error, now=clock.now())


def _go(request: GatewayRequest) -> None:
    _note_sent(request)
    try:
        answer = request.answer or _ask(request)
    except Rejected as rejected:
        _end_refused(request, rejected)
        return
    if answer is None:
        raise Disagrees("no trace of it at the gateway")
    _note_answer(request, answer)
    _end_done(request, answer)


def _note_sent(request: GatewayRequest) -> None:
    """Durable: whatever happens from here on, it is known that the gateway may have heard of it."""
    with transaction.atomic(durable=True):
        row = GatewayRequest.objects.locked().get(pk=request.pk)
        if row.status == Status.READY:
            row.sent_at = clock.now()
            row.move_to(Status.SENT, saving=["sent_at"])
    request.status, request.sent_at = row.status, row.sent_at


def _ask(request: GatewayRequest) -> Answer | None:
    gateway = gateways.speaker(request.gateway)
    said = {"key": request.key, "on_behalf_of": request.on_behalf_of}
    since = request.sent_at or request.made_at
    if clock.now() - since > gateway.keys_last:
        return gateway.look_up(request.call, request.body, since=since, **said)
    try:
        return gateway.send(request.call, request.body, **said)
    except Unclear as unclear:
        # A gateway repeats even its own breakdown to the same key: what was done all the same is found by our name.
        if not request.attempts:
            raise
        found = gateway.look_up(request.call, request.body, since=since, **said)
        if found is None and not (unclear.is_final and clock.now() - since > HOPELESS):
            raise
        return found


def _note_answer(request: GatewayRequest, answer: Answer) -> None:
    """Before anything follows from it: what follows may fail, and is then done without asking again."""
    leases.mine(request).update(answer=answer)


@retries.atomic
def _end_done(request: GatewayRequest, answer: Answer) -> None:
    _settles[request.kind](request.subject, answer, request)
    row = GatewayRequest.objects.locked().get(pk=request.pk)
    if row.status in OPEN:
        row.ended_at, row.lease, row.error = clock.now(), None, ""
        row.move_to(Status.DONE, saving=["ended_at", "lease", "error"])


@retries.atomic
def _end_refused(request: GatewayRequest, rejected: Rejected, *, by: Any = None, why: str = "") -> None:
    log.info("gateway_refused", key=request.key, code=rejected.code)
    if refuse := _refused.get(request.kind):
        refuse(request.subject, rejected, request)
    row = GatewayRequest.objects.locked().get(pk=request.pk)
    if row.status != Status.DONE and row.status != Status.REFUSED:
        row.refusal, row.ended_at, row.lease = rejected.as_json(), clock.now(), None
        row.move_to(Status.REFUSED, by=by, why=why, saving=["refusal", "ended_at", "lease"])


@transaction.atomic
def _lose(request: GatewayRequest, why: str) -> None:
    log.error("gateway_request_lost", key=request.key, why=why)
    row = GatewayRequest.objects.locked().get(pk=request.pk)
    if row.status == Status.SENT:
        row.error, row.lease = why, None
        row.move_to(Status.LOST, why=why, saving=["error", "lease"])


def _marked(gateway: str, call: str, body: Mapping[str, Any], ours: dict[str, str]) -> dict[str, Any]:
    if not gateways.speaker(gateway).takes_marks(call):
        return dict(body)
    return {**body, "metadata": {**body.get("metadata", {}), **ours}}


def _wake(pk: UUID) -> None:
    """Ask a worker to send it. If the broker is away, the sweeper sends it within a minute."""
    from payments.tasks import send_request  # the task needs this module in turn

    send_request.apply_async(args=(str(pk),), retry=False)
