"""What we ask of gateways: written down before it is asked, so that nothing is lost and nothing is done twice.

    outgoing.prepare("refund", refund.pk, call.name, call.body, key=f"refund:{refund.pk}:1")

    @outgoing.settles("refund")
    def settle(subject: UUID, answer: dict, request: GatewayRequest) -> None: ...    # see payments.answers

Three steps, and no call inside a transaction. The act commits the request with its own rows. Then it is sent, with our
key, by a worker or, where somebody waits for it (`send_now`), by the page. Then what follows from the answer is done in
a second transaction, which locks its rows and looks whether it is done already: a webhook may have been faster. A call
without an answer is made again, with the same key and the same body; after most of a day, when the gateway forgets its
keys, the object is looked up instead, and what can't be found waits for a person.
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kit import audit, clock, leases
from marketplace.kit.refusals import Refused
from payments import answers, calling, gateways
from payments.answers import refused, settles, settles_together
from payments.calling import OPEN
from payments.gateways.port import Rejected
from payments.models import GatewayRequest

__all__ = [
    "OPEN",
    "KeyReused",
    "UnknownRequest",
    "drafted",
    "give_up",
    "lost",
    "marks",
    "of",
    "prepare",
    "prepare_all",
    "refused",
    "send",
    "send_due",
    "send_now",
    "settles",
    "settles_together",
    "try_again",
    "withdraw",
]

Status = GatewayRequest.Status
PATIENCE = 20.0  # seconds for which a page waits for another process that is at the same call
BATCH = 20
MANY = 100  # of kinds that are settled together


class UnknownRequest(LookupError):
    """No code settles requests of this kind."""


class KeyReused(Exception):
    """The key names another call already."""


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
    if kind not in answers.alone:
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
        calling.one(request)
    return bool(taken)


def send_due(*, most: int = 1000) -> int:
    """Make every call that is due: forgotten by the broker, without an answer, or not settled. Returns how many."""
    leases.mend(_open().exclude(attempts=0, lease=None), now=clock.now())
    done = 0
    while most > 0 and (taken := leases.take(_open(), now=clock.now(), most=min(most, BATCH))):
        taken += [more for kind in calling.go_together(taken) for more in _more_of(kind)]
        most -= len(taken)
        done += len(taken)
        calling.all_of(taken)
    return done


def of(kind: str, subject: UUID) -> GatewayRequest | None:
    """The newest request of this kind about this row."""
    return GatewayRequest.objects.filter(kind=kind, subject=subject).order_by("-pk").first()


@transaction.atomic
def withdraw(kind: str, subject: UUID) -> bool:
    """Take back the newest request of this kind about this row, which then counts as refused; returns whether that
    was in time: no gateway has heard of it, nor will. The caller holds the row, and does what follows itself."""
    newest = of(kind, subject)
    request = GatewayRequest.objects.locked().filter(pk=newest.pk, status=Status.READY).first() if newest else None
    if request is None:
        return False
    request.refusal = Rejected("withdrawn", "").as_json()
    request.ended_at, request.lease = clock.now(), None
    request.move_to(Status.REFUSED, why="withdrawn", saving=["refusal", "ended_at", "lease"])
    return True


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
    calling.end_refused(request, Rejected("given_up", why), by=by, why=why)
    audit.append("gateway_request_given_up", by=by.pk, subject=audit.subject_of(request), data={"why": why})
    return GatewayRequest.objects.get(pk=request.pk)


def _open() -> Any:
    return GatewayRequest.objects.filter(status__in=OPEN)


def _waits_for_an_answer(request: GatewayRequest) -> bool:
    """Whether another process is at it, or about to be; not after one came back without an answer."""
    at_work = Q(lease__isnull=False) | Q(try_at__lte=clock.now())
    return bool(_open().filter(at_work, pk=request.pk).exists())


def _more_of(kind: str) -> list[GatewayRequest]:
    return leases.take(_open().filter(kind=kind), now=clock.now(), most=MANY - BATCH)


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
