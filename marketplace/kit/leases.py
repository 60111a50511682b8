"""How several workers share one table of work without doing anything twice.

A worker takes rows in one short transaction (`FOR UPDATE SKIP LOCKED`) and puts its lease on them. It does each piece
of work in a transaction of its own, at whose end it removes the row *if the lease is still its own*. So the work's
effects and the row's end are one commit: a worker that was overtaken (its lease ran out, the row was moved or cancelled
meanwhile) rolls its work back. No row of the table stays locked while the work waits for other locks.

The clock may be set back. Then a lease or a pause seems to end hours ahead, further than either can reach; such rows
are due at once (`mend`). Work that was done has no row any more, so nothing is done again.
"""

import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet

from marketplace.kit import clock
from marketplace.kit.ids import uuid7
from marketplace.kit.models import Leased

Row = TypeVar("Row", bound=Leased)

LENGTH = timedelta(minutes=10)  # longer than any piece of work may take
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


class Overtaken(Exception):
    """The row was moved, cancelled or taken by another worker meanwhile: what was done for it must not stand."""


@transaction.atomic
def take(rows: "QuerySet[Row]", *, now: datetime, most: int) -> list[Row]:
    """Up to `most` of the rows that are due and that no other worker has, the longest due first."""
    due = rows.filter(try_at__lte=now).order_by("try_at", "pk")
    taken = list(due.select_for_update(skip_locked=True)[:most])
    lease, until = uuid7(), now + LENGTH
    _rows(rows.model, taken).update(lease=lease, try_at=until)
    for row in taken:
        row.lease, row.try_at = lease, until
    return taken


def mend(rows: "QuerySet[Row]", *, now: datetime) -> int:
    """Let what waits longer than any lease or pause lasts be due now: the clock went back. Returns how many rows.

    rows: those that were taken or have failed; what was never tried may wait as long as it was told to.
    """
    return rows.filter(try_at__gt=now + LONGEST_PAUSE).update(try_at=now, lease=None)


def has_run_out(row: Leased) -> bool:
    """Whether another worker may have the row by now, because the batch took so long until its turn."""
    return clock.now() >= row.try_at


def mine(row: Row) -> "QuerySet[Row]":
    """The row, if this worker still has it; else nothing."""
    return all_mine([row])


def all_mine(rows: Sequence[Row]) -> "QuerySet[Row]":
    """Those of these rows, at least one, that this worker still has."""
    return _rows(type(rows[0]), rows).filter(lease__in={row.lease for row in rows})


def give_back(row: Row, error: Exception, *, now: datetime) -> None:
    """Keep the error and try again later: after 30 s, 1 min, 2 min … at most an hour."""
    mine(row).update(
        lease=None, attempts=F("attempts") + 1, try_at=now + pause_after(row.attempts + 1), error=in_short(error)
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return min(SHORTEST_PAUSE * 2 ** min(attempts - 1, 16), LONGEST_PAUSE)


def in_short(error: Exception) -> str:
    """What went wrong and where, short enough for a table."""
    return "".join(traceback.format_exception(error))[-4000:]


def _rows(model: type[Row], taken: Sequence[Row]) -> "QuerySet[Row]":
    return model._default_manager.filter(pk__in=[row.pk for row in taken])
