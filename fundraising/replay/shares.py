"""All campaigns in shares: each is played on a stage of its own, by one of several processes, and told in one line.

What a line tells stands: its campaigns were played to their ends, and the books of their stage were right or not. So a
run that was broken off goes on with the shares of which there is no line yet.
"""

import json
import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections

from fundraising.replay import records
from fundraising.replay.campaign import play
from fundraising.replay.records import Record
from fundraising.replay.stage import stage, theatre
from payments import books

SIZE = 250  # campaigns: a stage stays small, so that the last is played as fast as the first


@dataclass
class Told:
    """What became of one share. differs: where our outcome is another than the record's, and why."""

    share: int
    campaigns: int = 0
    agree: int = 0
    long: int = 0
    pledges: int = 0
    charges: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    differs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: "Told") -> "Told":
        ours, theirs = vars(self), vars(other)
        return Told(**{name: ours[name] + theirs[name] for name in ours})


def cut(chosen: Sequence[Record]) -> list[Sequence[Record]]:
    """The shares, in order."""
    return [chosen[begin : begin + SIZE] for begin in range(0, len(chosen), SIZE)]


def played(shares: Sequence[Sequence[Record]], *, most: int, workers: int, log: Path | None) -> Iterator[Told]:
    """Play them all, several at a time; first those that the log tells of already."""
    known = {told.share: told for told in _read(log)} if log else {}
    yield from known.values()
    left = [(number, share, most) for number, share in enumerate(shares) if number not in known]
    if not left:
        return
    with theatre():
        connections.close_all()
        with multiprocessing.get_context("fork").Pool(workers, maxtasksperchild=1) as processes:
            for told in processes.imap_unordered(_play, left):
                if log:
                    _write(log, told)
                yield told


def _play(work: tuple[int, Sequence[Record], int]) -> Told:
    number, share, most = work
    told = Told(number)
    with stage(number) as staged:
        for record in share:
            one = play(staged, record, most=most)
            told.campaigns, told.agree, told.pledges = (
                told.campaigns + 1,
                told.agree + one.agrees,
                told.pledges + one.pledges,
            )
            told.long += record.days > records.LONG
            told.outcomes[one.outcome] += 1
            told.differs += [] if one.agrees else [one.why]
        told.charges, told.faults = staged.charges(), books.faults()
    return told


def _read(log: Path) -> list[Told]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [_told(json.loads(line)) for line in lines]


def _told(line: dict[str, Any]) -> Told:
    return Told(**{**line, "outcomes": Counter(line["outcomes"])})


def _write(log: Path, told: Told) -> None:
    with log.open("a") as lines:
        lines.write(json.dumps(vars(told)) + "\n")
