"""Whether the books are right: what must be true of them at every quiet moment, and what is not.

    @books.invariant("I17", "Of every release the agreed share was kept")
    def agreed_share_was_kept() -> Iterator[str]: ...                 # a sentence for each fault

    books.query("I1", "Money is conserved", "SELECT …")               # a fault for each row

Each floor adds its own, numbered as in the design of the money (docs/money.md has the list). `manage.py check_books`
prints one line for each and every money test ends by asking all of them. They read, and never mend.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

MOST = 20  # faults that are named; more of one kind say nothing new

Finder = TypeVar("Finder", bound=Callable[[], Iterable[str]])


@dataclass(frozen=True)
class Invariant:
    """What must always be true. number: its place in the list, I1 to I20; several may share one. says: as a claim."""

    number: str
    says: str
    find: Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Finding:
    """One invariant and what speaks against it: nothing where it holds."""

    invariant: Invariant
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        line = f"{self.invariant.number:<4}{'ok   ' if self.holds else 'FAULT'} {self.invariant.says}"
        return "\n".join([line, *(f"          {fault}" for fault in self.faults)])


_known: dict[str, Invariant] = {}


def invariant(number: str, says: str) -> Callable[[Finder], Finder]:
    """Let this function find what speaks against the claim."""

    def register(find: Finder) -> Finder:
        _known[says] = Invariant(number, says, find)
        return find

    return register


def query(number: str, says: str, sql: str) -> None:
    """Let this query find what speaks against the claim: each row that it returns is a fault."""
    invariant(number, says)(lambda: rows(sql))


def known() -> list[Invariant]:
    """All of them, by number."""
    return sorted(_known.values(), key=lambda one: int(one.number[1:]))


def check() -> Iterator[Finding]:
    """Ask every invariant, all of one moment: no act that goes on meanwhile is seen by half."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:  # a test has begun its transaction already
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for one in known():
            yield Finding(one, tuple(islice(one.find(), MOST)))


def faults() -> list[str]:
    """Everything that is wrong with the books, as lines to read. Empty is right."""
    return [str(finding) for finding in check() if not finding.holds]


def rows(sql: str) -> Iterator[str]:
    """What a query returns, a line for each row. For finders that ask more than one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        for row in cursor.fetchmany(MOST):
            yield ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True))
