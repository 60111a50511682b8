"""Telling an event to everybody who wants to hear of it, in batches, by whichever worker takes it.

An act puts one row into the outbox (`notices.announce`). Delivered, it becomes a FanOut; a worker takes that under a
lease and goes through its audiences in the order of people's ids. The notices of a batch and the mark of how far it
came are one commit: a worker that dies loses at most a batch that nobody saw, and one that was overtaken rolls its
batch back.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from celery import shared_task
from django.db import transaction
from django.db.models import F

from marketplace.kit import clock, leases, outbox
from social import audiences, kinds, notices, ports, writing
from social.models import FanOut

BATCH = 2000  # people: a statement of this size takes a tenth of a second, and memory stays the same for any number

log = structlog.get_logger(__name__)


@outbox.delivers(notices.FAN_OUT)
def begin(key: str, *, of_kind: str, event: str, to: list[audiences.Audience], **columns: Any) -> None:
    """Turn an announced event into work. One that was begun before stays as it is."""
    for name in ("actor", "listing"):
        columns[f"{name}_id"] = columns.pop(name)
    row = FanOut(kind=of_kind, key=event, audiences=to, **columns)
    FanOut.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(_wake, robust=True)


def run(now: datetime | None = None) -> int:
    """Tell everybody whom events wait for; returns how many notices were written."""
    leases.mend(waiting().exclude(attempts=0, lease=None), now=now or clock.now())
    told = 0
    while taken := leases.take(waiting(), now=now or clock.now(), most=1):
        told += _tell_all(taken[0])
    return told


def waiting() -> Any:
    """Events of which not everybody has been told yet."""
    return FanOut.objects.filter(done_at__isnull=True)


@shared_task(name="social.fan_out")
def fan_out() -> int:
    """Tell everybody whom events wait for."""
    return run()


def _tell_all(row: FanOut) -> int:
    told = 0
    try:
        while not row.done_at:
            told += _tell_batch(row)
    except leases.Overtaken:
        log.info("fan_out_overtaken", kind=row.kind, key=row.key)
    except Exception as error:
        log.exception("fan_out_failed", kind=row.kind, key=row.key, attempts=row.attempts + 1)
        leases.give_back(row, error, now=clock.now())
    return told


@transaction.atomic
def _tell_batch(row: FanOut) -> int:
    """The next people of the audience that is being told, and the mark behind them. Raises leases.Overtaken."""
    people = audiences.batch(row.audiences[row.step], after=row.cursor, size=BATCH) if _is_left(row) else []
    told = writing.write(_event(row), _permitted(row, people)) if people else 0
    _move_on(row, people, told)
    return told


def _is_left(row: FanOut) -> bool:
    return row.step < len(row.audiences)


def _permitted(row: FanOut, people: list[UUID]) -> set[UUID]:
    """Without who did it, and who may no longer see what it is about."""
    others = {user for user in people if user != row.but_not}
    return ports.sight.of(row.listing, others) if row.listing else others


def _event(row: FanOut) -> writing.Event:
    return writing.Event(
        kind=kinds.known(row.kind),
        key=row.key,
        url=row.url,
        reason=audiences.reason_of(row.audiences[row.step]),
        actor=row.actor,
        listing=row.listing,
        facts=row.facts,
    )


def _move_on(row: FanOut, people: list[UUID], told: int) -> None:
    if len(people) == BATCH:
        row.cursor = people[-1]
    else:
        row.step, row.cursor = row.step + 1, None
    row.done_at = None if _is_left(row) else clock.now()
    lease = {"try_at": clock.now() + leases.LENGTH, "attempts": 0, "error": ""}
    mark = {"step": row.step, "cursor": row.cursor, "done_at": row.done_at, "told": F("told") + told}
    if not leases.mine(row).update(**mark, **lease):
        raise leases.Overtaken


def _wake() -> None:
    """Ask a worker to go on now. If the broker is away, the clock asks again within seconds."""
    fan_out.apply_async(retry=False)
