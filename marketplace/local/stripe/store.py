"""Everything that is remembered, in one SQLite file: objects as JSON, and beside them what is due, said and settled."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, account TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_list ON object (kind, account, seq);
CREATE INDEX IF NOT EXISTS object_source ON object (json_extract(body, '$.source')) WHERE kind = 'balance_transaction';
CREATE INDEX IF NOT EXISTS object_charge ON object (json_extract(body, '$.charge')) WHERE kind IN ('refund', 'dispute');
CREATE TABLE IF NOT EXISTS due (
    what TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (what, subject));
CREATE INDEX IF NOT EXISTS due_at ON due (at);
CREATE TABLE IF NOT EXISTS kept (
    account TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, place TEXT NOT NULL, print TEXT NOT NULL,
    request TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL, at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT 'waiting', answer TEXT NOT NULL DEFAULT '',
    UNIQUE (event, endpoint));
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (at) WHERE status = 'waiting';
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, ref TEXT NOT NULL UNIQUE, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS posting (
    entry INTEGER NOT NULL REFERENCES entry, source TEXT NOT NULL, destination TEXT NOT NULL, currency TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), CHECK (source <> destination));
CREATE TABLE IF NOT EXISTS balance (
    account TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (account, currency));
CREATE TRIGGER IF NOT EXISTS posting_counts AFTER INSERT ON posting BEGIN
    INSERT INTO balance VALUES (NEW.source, NEW.currency, -NEW.amount), (NEW.destination, NEW.currency, NEW.amount)
        ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
END;
CREATE TRIGGER IF NOT EXISTS posting_stays BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""
NO_DELETE = """
CREATE TRIGGER IF NOT EXISTS posting_remains BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'append only'); END
"""


class Obj(dict[str, Any]):
    """One object in Stripe's shape. `kind` and `account` (whose it is) do not show, nor names that begin with `_`."""

    def __init__(self, kind: str, account: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.kind, self.account = kind, account


class Store:
    """The file. One thread at a time is inside `turn`."""

    def __init__(self, path: str) -> None:
        self.sql = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.sql.execute("PRAGMA journal_mode = WAL")
        self.sql.execute("PRAGMA synchronous = NORMAL")
        self.sql.executescript(SCHEMA)
        self.sql.execute(NO_DELETE)
        self._one_at_a_time = RLock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """All of it or nothing of it, while everybody else waits."""
        with self._one_at_a_time:
            self.sql.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.sql.execute("ROLLBACK")
                raise
            self.sql.execute("COMMIT")

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a turn that can fail alone."""
        self.sql.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.sql.execute("ROLLBACK TO part")
            self.sql.execute("RELEASE part")
            raise
        self.sql.execute("RELEASE part")

    def close(self) -> None:
        """Close the file; the last one out folds its journal in."""
        with self._one_at_a_time:
            self.sql.close()

    def empty(self) -> None:
        """Forget everything, except where webhooks go: for tests."""
        self.sql.execute("DROP TRIGGER posting_remains")
        for table in ("due", "kept", "delivery", "posting", "entry", "balance"):
            self.sql.execute(f"DELETE FROM {table}")  # noqa: S608  (our own names)
        self.sql.execute("DELETE FROM object WHERE kind <> 'webhook_endpoint'")
        self.sql.execute(NO_DELETE)

    def put(self, obj: Obj) -> None:
        """Write an object, new or changed."""
        row = (obj["id"], obj.kind, obj.account, obj.get("created", 0), json.dumps(obj))
        self.sql.execute(
            "INSERT INTO object (id, kind, account, created, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            row,
        )

    def remove(self, obj: Obj) -> None:
        """Delete an object."""
        self.sql.execute("DELETE FROM object WHERE id = ?", (obj["id"],))

    def get(self, kind: str, reference: str) -> Obj | None:
        """An object by its id, whoever's it is."""
        found = self.sql.execute(
            "SELECT kind, account, body FROM object WHERE id = ? AND kind = ?", (reference, kind)
        ).fetchone()
        return _object(found) if found else None

    def find(
        self,
        kind: str,
        account: str | None = None,
        /,
        *,
        created: Mapping[str, int] | None = None,
        after: str | None = None,
        before: str | None = None,
        limit: int = -1,
        **values: Any,
    ) -> list[Obj]:
        """Objects with these values, newest first. `after` and `before` are ids, as in Stripe's paging."""
        where: list[str] = ["kind = ?"]
        given: list[Any] = [kind]
        if account is not None:
            where.append("account = ?")
            given.append(account)
        for name, value in values.items():
            clause, wanted = _matches(name, value)
            where.append(clause)
            given += wanted
        for name, moment in (created or {}).items():
            where.append(f"created {COMPARED[name]} ?")
            given.append(moment)
        for sign, reference in (("<", after), (">", before)):
            if reference:
                where.append(f"seq {sign} (SELECT seq FROM object WHERE id = ?)")  # noqa: S608
                given.append(reference)
        order = "ASC" if before else "DESC"
        query = f"SELECT kind, account, body FROM object WHERE {' AND '.join(where)} ORDER BY seq {order} LIMIT ?"  # noqa: S608
        found = [_object(row) for row in self.sql.execute(query, (*given, limit))]
        return found[::-1] if before else found


COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _matches(name: str, value: Any) -> tuple[str, list[Any]]:
    """The condition that a name has this value, or one of these; a `*` in a text stands for anything."""
    place = f"json_extract(body, '$.{name}')"
    if isinstance(value, list):
        return f"({' OR '.join([f'{place} GLOB ?'] * len(value))})", value
    return f"{place} = ?", [value]


def _object(row: tuple[str, str, str]) -> Obj:
    kind, account, body = row
    return Obj(kind, account, json.loads(body))
