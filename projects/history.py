"""What happened to a job, a proposal or a contract, who did it, and for whom, where that was a company."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts import naming
from marketplace.kit.models import Move
from projects.models import Contract, Milestone


@dataclass(frozen=True)
class Step:
    """One line. `who` is empty for what the clock did."""

    title: str
    at: datetime
    who: str


def of_contract(contract: Contract, milestones: Iterable[Milestone]) -> list[Step]:
    """The contract's own steps and those of its milestones, each by its name, newest first, in one query."""
    parts = {milestone.pk: milestone for milestone in milestones}
    moves = Move.objects.filter(subject_id__in=[contract.pk, *parts]).exclude(old=Milestone.Status.DRAFT)
    told = moves.select_related("by__party", "party").order_by("-at", "-pk")
    return [_step(move, parts.get(move.subject_id)) for move in told]


def of(subject: Any) -> list[Step]:
    """Every step of a stateful thing's life, newest first, in one query."""
    moves = Move.objects.filter(subject_id=subject.pk).select_related("by__party", "party").order_by("-at", "-pk")
    names = dict(type(subject).Status.choices)
    return [Step(str(names.get(move.new, move.new)), move.at, naming.who(move.by, move.party)) for move in moves]


def _step(move: Move, milestone: Milestone | None) -> Step:
    names = dict(Milestone.Status.choices if milestone else Contract.Status.choices)
    state = str(names.get(move.new, move.new))
    title = f"{milestone.name}: {state.lower()}" if milestone else state
    return Step(title, move.at, naming.who(move.by, move.party))
