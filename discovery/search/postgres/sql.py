"""Statements by hand. The search builds few and large ones, which the ORM could neither write nor write quickly."""

from dataclasses import dataclass
from typing import Any

from django.db import connections, router

from marketplace.catalog.models import Listing


@dataclass(frozen=True)
class SQL:
    """A piece of a statement and the values of its placeholders, in their order."""

    text: str
    values: tuple[Any, ...] = ()

    def __add__(self, other: "SQL") -> "SQL":
        return SQL(f"{self.text} {other.text}", self.values + other.values)


def joined(by: str, pieces: list[SQL]) -> SQL:
    """The pieces with a word between them."""
    return SQL(by.join(piece.text for piece in pieces), tuple(value for piece in pieces for value in piece.values))


def rows(statement: SQL) -> list[tuple[Any, ...]]:
    """What it finds, on the database that the router gives for reading listings."""
    with connections[router.db_for_read(Listing)].cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        return cursor.fetchall()
