"""What a gateway's own statement says, for the comparison with the books."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from marketplace.kit.money import Money


@dataclass(frozen=True)
class Moved:
    """One object that moved the platform's cash there: by the kind and reference under which the books know it.

    amount: what came in; below zero where it went out. A fee is an object of its own.
    """

    kind: str
    reference: str
    amount: Money
    at: datetime


@runtime_checkable
class Statement(Protocol):
    """A gateway that can say what it did."""

    def moved(self, *, since: datetime, until: datetime) -> Iterator[Moved]:
        """Everything that moved cash from `since` to before `until`, in any order. Raises Unclear."""

    def cash(self) -> list[Money]:
        """What lies there now, free and not yet free, one sum for each currency. Raises Unclear."""
