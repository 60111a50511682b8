"""What we ask of gateways: written down before it is asked, so that nothing is lost and nothing is done twice.

    outgoing.prepare("refund", refund.pk, call.name, call.body, key=f"refund:{refund.pk}:1")

    @outgoing.settles("refund")
    def settle(subject: UUID, answer: dict, request: GatewayRequest) -> None: ...

Three steps, and no call inside a transaction. The act commits the request with its own rows. Then it is sent, with our
key, by a worker or, where somebody waits for it (`send_now`), by the page. Then what follows from the answer is done in
a second transaction, which locks its rows and looks whether it is done already: a webhook may have been faster. A call
without an answer is made again, with the same key and the same body; after most of a day, when the gateway forgets its
keys, the object is looked up instead, and what can't be found waits for a person.

Of a kind that comes by the thousand (`settles_together`) a worker makes many calls side by side, and does what follows
from their answers in one transaction. Whatever is unusual about one of them goes the way of a single one.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from datetime import timedelta
from functools import cache, partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kit import audit, clock, leases, together
from marketplace.kit.refusals import Refused
from payments import gateways, retries
from payments.gateways.port import Answer, Disagrees, Rejected, Unclear
from payments.models import GatewayRequest

Settle = TypeVar("Settle", bound=Callable[[UUID, Answer, GatewayRequest], object])
Refuse = TypeVar("Refuse", bound=Callable[[UUID, Rejected, GatewayRequest], object])
Together = TypeVar("Together", bound=Callable[[Mapping[UUID, Answer]], Collection[UUID]])
log = structlog.get_logger(__name__)

Status = GatewayRequest.Status
OPEN = [Status.READY, Status.SENT]
HOPELESS = timedelta(hours=1)  # of a gateway's breakdown that it only repeats: then a person looks
PATIENCE = 20.0  # seconds for which a page waits for another process that is at the same call
BATCH = 20
MANY = 100  # of kinds that are settled together
SIDE_BY_SIDE = 8  # calls of one worker, which Stripe's limit of a hundred a second bears

_settles: dict[str, Callable[[UUID, Answer, GatewayRequest], object]] = {}
_together: dict[str, Callable[[Mapping[UUID, Answer]], Collection[UUID]]] = {}
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


def settles_together(kind: str) -> Callable[[Together], Together]:
    """Let this function do what follows from the answers to many first calls of the kind, by their subjects.

    It returns the subjects that it has settled; each of the others is settled by itself. It locks, and does nothing
    twice.
    """

    def register(settle: Together) -> Together:
        if _together.setdefault(kind, settle) is not settle:
            raise ValueError(f"Requests of kind {kind!r} are settled together already.")
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
    request = drafted(kind, subject, call, body, key=key, gateway=gateway, on_behalf_of=on_behalf_of)
    GatewayRequest.objects.bulk_create([request], ignore_conflicts=True)
    first = GatewayRequest.objects.get(key=key)
    if first.pk != request.pk and (first.call, first.subject, first.on_behalf_of) != (call, subject, on_behalf_of):
        raise KeyReused(key)
    if not at_once:
        transaction.on_commit(partial(_wake, first.pk), robust=True)
    return first


def drafted(
    kind: str,
    subject: UUID,
    call: str,
    body: Mapping[str, Any],
    *,
    key: str,
    gateway: str = "stripe",
    on_behalf_of: str = "",
) -> GatewayRequest:
    """A call as `prepare` writes it down, not saved yet. Raises UnknownRequest."""
    if kind not in _settles:
        raise UnknownRequest(kind)
    whole = _marked(gateway, call, body, marks(kind, subject, key))
    return GatewayRequest(
        kind=kind, subject=subject, call=call, body=whole, key=key, gateway=gateway, on_behalf_of=on_behalf_of
    )


def prepare_all(drafts: Sequence[GatewayRequest]) -> None:
    """Write down many calls about rows that are as new as these. Workers make them after the commit."""
    GatewayRequest.objects.bulk_create(drafts)
    transaction.on_commit(_wake_for_all, robust=True)


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
        taken += [more for kind in _many_of(taken) for more in _more_of(kind)]
        most -= len(taken)
        done += len(taken)
        _carry_out_all(taken)
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


def _many_of(taken: Sequence[GatewayRequest]) -> list[str]:
    """The kinds of which several were taken, and that are settled together."""
    kinds = [request.kind for request in taken if _goes_together(request)]
    return [kind for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]


def _goes_together(request: GatewayRequest) -> bool:
    """What was tried before goes alone: it may have to be looked up."""
    return request.kind in _together and not request.attempts


def _more_of(kind: str) -> list[GatewayRequest]:
    return leases.take(_open().filter(kind=kind), now=clock.now(), most=MANY - BATCH)


def _carry_out_all(taken: Sequence[GatewayRequest]) -> None:
    many = _many_of(taken)
    for kind in many:
        _carry_out_together(kind, [one for one in taken if one.kind == kind and _goes_together(one)])
    for request in taken:
        if request.kind not in many or not _goes_together(request):
            _carry_out(request)


def _carry_out_together(kind: str, requests: Sequence[GatewayRequest]) -> None:
    """Make the calls side by side, and settle what goes together at once; the rest as if it had been called alone."""
    ours = [request for request in requests if not leases.has_run_out(request)]
    _note_sent(ours)
    asked = {one.pk: _line().submit(copy_context().run, _ask, one) for one in ours if one.answer is None}
    wait(asked.values())
    for request in ours:
        if request.pk in asked and asked[request.pk].exception() is None:
            request.answer = asked[request.pk].result()
    settled = _settled_together(kind, [request for request in ours if request.answer])
    for request in ours:
        if request.pk not in settled:
            _carry_out(request, asked[request.pk].result if request.pk in asked else None)


def _settled_together(kind: str, answered: Sequence[GatewayRequest]) -> Collection[UUID]:
    """Do what follows from these answers; returns which requests are done. None where one stands in the way."""
    try:
        together.save(answered, ["answer"])
        return _end_together(kind, answered)
    except Exception:
        log.exception("gateway_requests_failed_together", kind=kind, many=len(answered))
        return ()


@retries.atomic
def _end_together(kind: str, answered: Sequence[GatewayRequest]) -> Collection[UUID]:
    settled = set(_together[kind]({request.subject: request.answer or {} for request in answered}))
    done = {request.pk for request in answered if request.subject in settled}
    _move_done(GatewayRequest.objects.filter(pk__in=done))
    return done


@cache
def _line() -> ThreadPoolExecutor:
    """Threads that speak to gateways and to nobody else; each keeps its connection."""
    return ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="gateways")


def _carry_out(request: GatewayRequest, ask: Callable[[], Answer | None] | None = None) -> None:
    if leases.has_run_out(request):
        return
    try:
        _go(request, ask or partial(_ask, request))
    except Disagrees as disagreement:
        _lose(request, str(disagreement))
    except Unclear as unclear:
        log.warning("gateway_unclear", key=request.key, attempts=request.attempts + 1, error=str(unclear))
        leases.give_back(request, unclear, now=clock.now())
    except Exception as error:
        log.exception("gateway_request_failed", key=request.key, attempts=request.attempts + 1)
        leases.give_back(request, error, now=clock.now())


def _go(request: GatewayRequest, ask: Callable[[], Answer | None]) -> None:
    _note_sent([request])
    try:
        answer = request.answer or ask()
    except Rejected as rejected:
        _end_refused(request, rejected)
        return
    if answer is None:
        raise Disagrees("no trace of it at the gateway")
    _note_answer(request, answer)
    _end_done(request, answer)


def _note_sent(requests: Sequence[GatewayRequest]) -> None:
    """Durable: whatever happens from here on, it is known that the gateway may have heard of them."""
    with transaction.atomic(durable=True):
        rows = {row.pk: row for row in GatewayRequest.objects.filter(pk__in=[one.pk for one in requests]).locked()}
        ready = [row for row in rows.values() if row.status == Status.READY]
        for row in ready:
            row.sent_at = clock.now()
        together.move(ready, Status.SENT, saving=["sent_at"])
    for request in requests:
        request.status, request.sent_at = rows[request.pk].status, rows[request.pk].sent_at


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
    _move_done(GatewayRequest.objects.filter(pk=request.pk))


def _move_done(requests: Any) -> None:
    rows = list(requests.filter(status__in=OPEN).locked())
    for row in rows:
        row.ended_at, row.lease, row.error = clock.now(), None, ""
    together.move(rows, Status.DONE, saving=["ended_at", "lease", "error"])


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


def _wake_for_all() -> None:
    from payments.tasks import send_requests  # the task needs this module in turn

    send_requests.apply_async(retry=False)
