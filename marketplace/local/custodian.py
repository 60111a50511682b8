"""A custodian for a one-machine run: its own books in a file of its own, beside the site's. No real money moves.

It stands where a licensed custodian stands in a deployment: who invests sends the money to it, never to the site; on
the site's word it goes on to the issuer, or back. Each instruction is made once for its key, and ends once.
"""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

WAITING, FUNDED, COLLECTED, RETURNED, CANCELLED = "waiting", "funded", "collected", "returned", "cancelled"
MOVES = {WAITING: {FUNDED, CANCELLED}, FUNDED: {COLLECTED, RETURNED}}

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS instruction (
        reference TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, state TEXT NOT NULL,
        amount TEXT NOT NULL, currency TEXT NOT NULL, said TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS told (
        number INTEGER PRIMARY KEY, at REAL NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL
    );
"""

Instruction = dict[str, Any]


class Impossible(Exception):
    """It has ended otherwise."""


def instruct(key: str, *, amount: str, currency: str, **said: Any) -> Instruction:
    """Expect money. The same key is the same instruction."""
    with _books() as books:
        row = (f"ci_{secrets.token_hex(12)}", key, WAITING, amount, currency, json.dumps(said))
        books.execute("INSERT INTO instruction VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING", row)
        return _one(books, "key", key)


def move(reference: str, state: str) -> Instruction:
    """The money has come, goes on to the issuer, or back. The same move again changes nothing. Raises Impossible."""
    with _books() as books:
        found = _one(books, "reference", reference)
        if found["state"] == state:
            return found
        if state not in MOVES.get(found["state"], set()):
            raise Impossible(f"{reference} is {found['state']}")
        books.execute("UPDATE instruction SET state = ? WHERE reference = ?", (state, reference))
        books.execute("INSERT INTO told (at, reference, state) VALUES (?, ?, ?)", (time.time(), reference, state))
        return _one(books, "reference", reference)


def find(*, reference: str = "", key: str = "") -> Instruction | None:
    """An instruction as it is now."""
    with _books() as books:
        try:
            return _one(books, "reference", reference) if reference else _one(books, "key", key)
        except KeyError:
            return None


def told(since: float) -> list[dict[str, Any]]:
    """What happened since this moment (seconds since 1970), the oldest first."""
    with _books() as books:
        rows = books.execute("SELECT number, at, reference, state FROM told WHERE at >= ? ORDER BY number", (since,))
        return [dict(row) for row in rows]


def kept() -> dict[str, list[Instruction]]:
    """All instructions by their state: the books, to be laid beside the site's."""
    with _books() as books:
        rows = [_read(row) for row in books.execute("SELECT * FROM instruction ORDER BY reference")]
    return {state: [row for row in rows if row["state"] == state] for state in (*MOVES, COLLECTED, RETURNED, CANCELLED)}


@contextmanager
def _books() -> Iterator[sqlite3.Connection]:
    """One turn with the books: all of it is kept, or nothing; whoever comes at the same time waits."""
    settings.CUSTODIAN_BOOKS.parent.mkdir(parents=True, exist_ok=True)
    books = sqlite3.connect(settings.CUSTODIAN_BOOKS, timeout=10, isolation_level=None)
    try:
        books.row_factory = sqlite3.Row
        books.executescript(_SCHEMA)
        books.execute("BEGIN IMMEDIATE")
        yield books
        books.execute("COMMIT")
    finally:
        books.close()  # what was not committed is not kept


def _one(books: sqlite3.Connection, column: str, value: str) -> Instruction:
    row = books.execute(f"SELECT * FROM instruction WHERE {column} = ?", (value,)).fetchone()  # noqa: S608  (our words)
    if row is None:
        raise KeyError(value)
    return _read(row)


def _read(row: sqlite3.Row) -> Instruction:
    return {**json.loads(row["said"]), **{name: row[name] for name in row.keys() if name != "said"}}  # noqa: SIM118
