"""Seals over the books: a hash chain of batches of entries, made beside the acts and never in their way.

    sealing.seal_waiting()          # the worker, every few seconds
    sealing.verify()                # `manage.py verify_audit`, and the nightly check

A chain whose end was cut off still holds together, so its head is noted outside the database every day (`heads`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from marketplace.kit import arrays, clock
from marketplace.kit.audit import START, Verdict
from payments import ledger
from payments.ledger import Line
from payments.models import Entry, Seal

BATCH = 5000  # entries under one seal at most
# For an entry that was begun before others and committed after them. At thousands a second a wider one is a burden.
MARGIN = timedelta(seconds=10)
WIDE_MARGIN = timedelta(hours=26)  # for what a long act or a clock that was set back left behind
PATIENCE = timedelta(hours=1)
_LOCK = 0x7365616C  # "seal"; one sealer at a time, and whoever comes second goes away

_WAITING = """
    SELECT entry.id, entry.ref, entry.hash, entry.by, entry.at
    FROM payments_entry entry LEFT JOIN payments_sealedentry ON entry_id = entry.id
    WHERE entry.id >= %s AND entry_id IS NULL ORDER BY entry.id LIMIT %s
"""
_WALK = """
    SELECT seal_id, entry.id, ref, hash, by, at, kind, size, reverses_id, source.code, source.owner, destination.code,
        destination.owner, posting.currency, amount
    FROM payments_entry entry
    LEFT JOIN payments_sealedentry sealed ON sealed.entry_id = entry.id
    LEFT JOIN payments_posting posting ON posting.entry_id = entry.id
    LEFT JOIN payments_account source ON source.id = source_id
    LEFT JOIN payments_account destination ON destination.id = destination_id
    ORDER BY seal_id NULLS LAST, entry.id, place
"""


class Leaf(NamedTuple):
    """What is sealed of an entry: all that it says (its own hash covers kind and postings)."""

    id: UUID
    ref: str
    hash: str
    by: UUID | None
    at: datetime

    def as_line(self) -> bytes:
        return json.dumps([str(self.id), self.ref, self.hash, self.by and str(self.by), _moment(self.at)]).encode()


@dataclass(frozen=True)
class _Walked:
    """An entry as it stands in the books now, and the number of its seal; None where it has none yet."""

    seal: int | None
    leaf: Leaf
    body: str
    is_whole: bool


def seal_waiting(*, margin: timedelta = MARGIN) -> int:
    """Seal what has come since the last time; returns how many entries that were.

    margin: how far before the last sealed entry to look for one that came late.
    """
    sealed = 0
    while batch := _seal_batch(margin):
        sealed += batch
        if batch < BATCH:
            break
    return sealed


def verify(*, expect: str = "", is_patient: bool = False) -> Verdict:
    """Walk all entries and all seals, and work every hash out anew.

    expect: a seal noted earlier, still to be found. is_patient: entries may wait for their seal as long as they like.
    """
    seals = iter(Seal.objects.order_by("number"))
    number, before, found = 0, START, not expect
    for sealed_by, walked in groupby(_walk(), key=lambda entry: entry.seal):
        seal = next(seals, None) if sealed_by else None
        if why := _what_is_wrong(seal, sealed_by, before, walked):
            return Verdict(number, before, broken_at=number + 1, why=why)
        if seal:
            number, before, found = seal.number, seal.hash, found or seal.hash == expect
    if left := next(seals, None):
        return Verdict(number, before, broken_at=left.number, why=f"no entries are left under seal {left.number}")
    late = "" if is_patient else _late()
    return Verdict(number, before, why=late or ("" if found else "the expected seal is not in the chain"))


@transaction.atomic
def _seal_batch(margin: timedelta) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (is_mine,) = cursor.fetchone()
        last = Seal.objects.order_by("-number").first() if is_mine else None
        cursor.execute(_WAITING, [_from(last, margin), BATCH if is_mine else 0])
        leaves = [Leaf(*row) for row in cursor.fetchall()]
        if leaves:
            seal = _next_seal(last, leaves)
            cursor.execute(
                "INSERT INTO payments_sealedentry (entry_id, seal_id) SELECT unnest(%s::uuid[]), %s",
                [arrays.of(leaf.id for leaf in leaves), seal.number],
            )
    return len(leaves)


def _from(last: Seal | None, margin: timedelta) -> UUID:
    """The lowest id of the moment that lies this far before the last seal: ids begin with their milliseconds."""
    back = int(margin.total_seconds() * 1000) << 80
    return UUID(int=max(0, last.up_to.int - back) if last else 0)


def _next_seal(last: Seal | None, leaves: list[Leaf]) -> Seal:
    seal = Seal(number=last.number + 1 if last else 1, at=clock.now(), size=len(leaves))
    seal.up_to = max(leaves[-1].id, last.up_to) if last else leaves[-1].id
    seal.before = last.hash if last else START
    seal.hash = _hash(seal, leaves)
    seal.save(force_insert=True)
    return seal


def _hash(seal: Seal, leaves: Iterable[Leaf]) -> str:
    """SHA-256 over a line for the seal and one for each entry, in the order of their ids."""
    head = json.dumps([seal.number, _moment(seal.at), seal.size, str(seal.up_to), seal.before])
    return hashlib.sha256(b"\n".join([head.encode(), *(leaf.as_line() for leaf in leaves)])).hexdigest()


def _walk() -> Iterator[_Walked]:
    """All entries with what their postings say now: by seal, those without one last; within a seal by id."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_WALK)
        rows = iter(lambda: cursor.fetchmany(2000), [])
        lines = (row for some in rows for row in some)
        for (_seal, _id), of_entry in groupby(lines, key=lambda row: row[:2]):
            yield _entry(list(of_entry))


def _entry(rows: list[Any]) -> _Walked:
    seal, pk, ref, kept_hash, by, at, kind, size, reverses = rows[0][:9]
    lines = [Line(*row[9:]) for row in rows if row[9] is not None]
    return _Walked(seal, Leaf(pk, ref, kept_hash, by, at), ledger.body_hash(kind, lines, reverses), size == len(lines))


def _what_is_wrong(seal: Seal | None, number: int | None, before: str, entries: Iterable[_Walked]) -> str:
    """With the entries under this seal, or with those that have none yet, which may be very many."""
    leaves = []
    for entry in entries:
        if entry.body != entry.leaf.hash or not entry.is_whole:
            return f"entry {entry.leaf.ref} was changed"
        if number:
            leaves.append(entry.leaf)
    return _fault(seal, number, before, leaves) if number else ""


def _fault(seal: Seal | None, number: int, before: str, leaves: list[Leaf]) -> str:
    if seal is None or seal.number != number:
        return f"seal {seal.number if seal else number} is missing or empty"
    if seal.before != before:
        return f"seal {number} does not follow seal {number - 1}"
    return "" if _hash(seal, leaves) == seal.hash else f"seal {number} is broken"


def _late() -> str:
    late = Entry.objects.filter(sealed__isnull=True, at__lt=clock.now() - PATIENCE).count()
    return f"{late} entries of more than an hour ago are not sealed" if late else ""


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
