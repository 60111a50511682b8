"""Making the calls that were written down (payments.outgoing), and doing what follows from their answers.

Three steps: what is about to be sent is noted, durably; the call is made, outside of any transaction; what follows is
done in a second one, which locks its rows and looks whether it is done already. Many calls of a kind that is settled
together are made side by side and settled in one transaction; whatever is unusual about one of them, it goes the way of
a single one from there.
"""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from datetime import timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from marketplace.kit import clock, leases, together
from payments import answers, gateways, retries
from payments.gateways.port import Answer, Disagrees, Rejected, Unclear
from payments.models import GatewayRequest

log = structlog.get_logger(__name__)

Status = GatewayRequest.Status
OPEN = [Status.READY, Status.SENT]
HOPELESS = timedelta(hours=1)  # of a gateway's breakdown that it only repeats: then a person looks
SIDE_BY_SIDE = 8  # calls of one worker, which Stripe's limit of a hundred a second bears


def go_together(requests: Sequence[GatewayRequest]) -> list[str]:
    """The kinds of which several are here, and that are settled together."""
    kinds = [request.kind for request in requests if _goes_together(request)]
    return [kind for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]


def _goes_together(request: GatewayRequest) -> bool:
    """What was tried before goes alone: it may have to be looked up."""
    return request.kind in answers.together and not request.attempts


def all_of(taken: Sequence[GatewayRequest]) -> None:
    """Make these calls, which this worker has taken: together what goes together, then the others in order."""
    many = go_together(taken)
    for kind in many:
        _carry_out_together(kind, [each for each in taken if each.kind == kind and _goes_together(each)])
    for request in taken:
        if request.kind not in many or not _goes_together(request):
            one(request)


def _carry_out_together(kind: str, requests: Sequence[GatewayRequest]) -> None:
    """Make the calls side by side, and settle what goes together at once; the rest as if it had been called alone."""
    ours = [request for request in requests if not leases.has_run_out(request)]
    ours = _note_sent(ours)
    asked = {each.pk: _line().submit(copy_context().run, _ask, each) for each in ours if each.answer is None}
    wait(asked.values())
    for request in ours:
        if request.pk in asked and asked[request.pk].exception() is None:
            request.answer = asked[request.pk].result()
    settled = _settled_together(kind, [request for request in ours if request.answer])
    for request in ours:
        if request.pk not in settled:
            one(request, asked[request.pk].result if request.pk in asked else None)


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
    settled = set(answers.together[kind]({request.subject: request.answer or {} for request in answered}))
    done = {request.pk for request in answered if request.subject in settled}
    _move_done(GatewayRequest.objects.filter(pk__in=done))
    return done


@cache
def _line() -> ThreadPoolExecutor:
    """Threads that speak to gateways and to nobody else; each keeps its connection."""
    return ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="gateways")


def one(request: GatewayRequest, ask: Callable[[], Answer | None] | None = None) -> None:
    """Make this call, which this worker has taken. ask: how its answer comes, where that is not by asking now."""
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
    if not _note_sent([request]):
        return
    try:
        answer = request.answer or ask()
    except Rejected as rejected:
        end_refused(request, rejected)
        return
    if answer is None:
        raise Disagrees("no trace of it at the gateway")
    _note_answer(request, answer)
    _end_done(request, answer)


def _note_sent(requests: Sequence[GatewayRequest]) -> list[GatewayRequest]:
    """Durable: whatever happens from here on, it is known that the gateway may have heard of them.

    Returns those that are still to be sent: one may have been withdrawn since it was taken, or be done.
    """
    with transaction.atomic(durable=True):
        rows = {row.pk: row for row in GatewayRequest.objects.filter(pk__in=[each.pk for each in requests]).locked()}
        ready = [row for row in rows.values() if row.status == Status.READY]
        for row in ready:
            row.sent_at = clock.now()
        together.move(ready, Status.SENT, saving=["sent_at"])
    for request in requests:
        request.status, request.sent_at = rows[request.pk].status, rows[request.pk].sent_at
    return [request for request in requests if request.status in OPEN]


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
    answers.alone[request.kind](request.subject, answer, request)
    _move_done(GatewayRequest.objects.filter(pk=request.pk))


def _move_done(requests: Any) -> None:
    rows = list(requests.filter(status__in=OPEN).locked())
    for row in rows:
        row.ended_at, row.lease, row.error = clock.now(), None, ""
    together.move(rows, Status.DONE, saving=["ended_at", "lease", "error"])


@retries.atomic
def end_refused(request: GatewayRequest, rejected: Rejected, *, by: Any = None, why: str = "") -> None:
    """The gateway will not do it. by: a person who has made sure of that."""
    log.info("gateway_refused", key=request.key, code=rejected.code)
    if refuse := answers.refusals.get(request.kind):
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
