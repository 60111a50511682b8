"""Running checks side by side and telling how each ended."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from marketplace.local.places import Places
from marketplace.local.processes import Child, Program, start
from marketplace.local.progress import line, say
from marketplace.local.signals import Signals, Stopped

POLL = 0.05
COUNTED = ("passed", "failed", "error", "errors", "skipped", "xfailed")


@dataclass(frozen=True)
class Check:
    """One step of bin/test."""

    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    is_tests: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float
    output: str

    @property
    def closing_line(self) -> str:
        """The last line of its output, which for pytest is its own count."""
        lines = [text for text in self.output.splitlines() if text.strip()]
        return lines[-1].strip("= ") if lines else ""

    def count(self, word: str) -> int:
        """How many tests ended in one way, by pytest's closing line: "3 failed, 409 passed in 61.20s"."""
        found = re.search(rf"(\d+) {word}\b", self.closing_line) if self.check.is_tests else None
        return int(found.group(1)) if found else 0


def run_side_by_side(checks: list[Check], at_once: int, places: Places, signals: Signals) -> list[Outcome]:
    """Run checks, some at once; say how each ended, with all that a failed one printed. Raises Stopped."""
    waiting, running, outcomes = list(checks), list[tuple[Check, Child]](), list[Outcome]()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append((waiting[0], _start(waiting.pop(0), places)))
            signals.wait(POLL)
            for check, child in [pair for pair in running if not pair[1].is_running]:
                running.remove((check, child))
                outcomes.append(_tell(_outcome(check, child)))
    except Stopped:
        for _, child in running:
            child.stop(within=5)
        raise
    return outcomes


def _start(check: Check, places: Places) -> Child:
    log = places.log / f"check-{check.name.replace(' ', '-')}.log"
    return start(Program(check.name, check.command, log=log, directory=places.root, env=check.env))


def _outcome(check: Check, child: Child) -> Outcome:
    return Outcome(
        check,
        passed=child.process.returncode == 0,
        seconds=time.monotonic() - child.started,
        output=_read(child.program.log),
    )


def _tell(outcome: Outcome) -> Outcome:
    line(outcome.check.name, outcome.seconds, note="" if outcome.passed else "FAILED")
    if not outcome.passed:
        say("\n".join(f"    {text}" for text in outcome.output.splitlines()) + "\n")
    elif outcome.check.is_tests:
        say(f"    {outcome.closing_line}")
    return outcome


def _read(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else ""
