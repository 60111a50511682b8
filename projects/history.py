"""What happened to a job, a proposal or a contract, who did it, and for whom, where that was a company."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts import naming
from marketplace.kit.models import Move


@dataclass(frozen=True)
class Step:
    """One line. `who` is empty for what the clock did."""

    title: str
    at: datetime
    who: str


def of(subject: Any) -> list[Step]:
    """Every step of a stateful thing's life, oldest first, in one query."""
    moves = Move.objects.filter(subject_id=subject.pk).select_related("by__party", "party").order_by("at", "pk")
    names = dict(type(subject).Status.choices)
    return [Step(str(names.get(move.new, move.new)), move.at, naming.who(move.by, move.party)) for move in moves]
