"""Starts programs, keeps them running, and ends them all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from marketplace.local.problem import Problem
from marketplace.local.processes import Child, Program, Record, start
from marketplace.local.progress import line
from marketplace.local.signals import Signals, Stopped

POLL = 0.05
WATCH = 0.5
STEADY_AFTER = 60.0
PATIENCE = 5
LONGEST_PAUSE = 30.0


@dataclass
class Watched:
    """A program, its process now, and how often it fell over lately."""

    program: Program
    child: Child
    falls: int = 0
    start_again_at: float | None = None

    @property
    def pause(self) -> float:
        """Seconds before the next start: 1, 2, 4, ... for each fall in a row."""
        return min(2.0 ** (self.falls - 1), LONGEST_PAUSE)


@dataclass
class Supervisor:
    """All children of one running site. `say` tells the person one line."""

    record: Record
    signals: Signals
    say: Callable[[str], None]
    watched: list[Watched] = field(default_factory=list)

    def start(self, *programs: Program) -> None:
        """Start programs side by side and wait until each is ready. Raises Problem when one is not."""
        added = [Watched(program, start(program)) for program in programs]
        self.watched += added
        self._note()
        for watched in added:
            self._await_ready(watched)

    def begin(self, program: Program) -> Watched:
        """Start a program that ends by itself; `finish` waits for it."""
        begun = Watched(program, start(program))
        self.watched.append(begun)
        self._note()
        return begun

    def finish(self, *begun: Watched) -> None:
        """Wait until all have ended well. Raises Stopped, or Problem, with the reason, as soon as one ends badly."""
        waiting = list(begun)
        while waiting:
            self.signals.wait(POLL)
            for watched in [each for each in waiting if not each.child.is_running]:
                waiting.remove(watched)
                self.watched.remove(watched)
                if watched.child.process.returncode:
                    raise Problem(self._why(watched))
                if watched.program.title:
                    line(watched.program.title, time.monotonic() - watched.child.started)
        self._note()

    def keep_running(self) -> None:
        """Watch for ever, start again what falls over. Raises Stopped, or Problem when that does not help."""
        while True:
            self.signals.wait(WATCH)
            for watched in self.watched:
                self._tend(watched)

    def stop(self) -> None:
        """End every child, the last started first. A second Ctrl-C ends them at once."""
        for watched in self._in_stop_order():
            self._end(watched.child)
        self.watched.clear()
        self.record.path.unlink(missing_ok=True)

    def _in_stop_order(self) -> list[Watched]:
        """Ask all but the data services to stop at once; those go last, when nobody needs them any more."""
        for watched in self.watched:
            if not watched.program.is_service:
                watched.child.ask_to_stop()
        return sorted(self.watched, key=lambda watched: watched.program.is_service)

    def _end(self, child: Child) -> None:
        deadline = time.monotonic() + child.program.stops_within
        child.ask_to_stop()
        try:
            while child.is_running and time.monotonic() < deadline:
                self.signals.wait(POLL)
        except Stopped:
            pass
        child.stop(within=0 if not child.program.is_service else 5)

    def _await_ready(self, watched: Watched) -> None:
        deadline = time.monotonic() + watched.program.ready_within
        while not watched.program.is_ready():
            if not watched.child.is_running:
                raise Problem(f"{watched.program.name} did not start ({watched.child.ending}): {self._why(watched)}")
            if time.monotonic() > deadline:
                raise Problem(f"{watched.program.name} did not answer within {watched.program.ready_within:.0f} s.")
            self.signals.wait(POLL)

    def _tend(self, watched: Watched) -> None:
        now = time.monotonic()
        if watched.start_again_at is not None:
            if now >= watched.start_again_at:
                watched.child, watched.start_again_at = start(watched.program), None
                self._note()
            return
        if watched.child.is_running:
            return
        watched.falls = 1 if now - watched.child.started > STEADY_AFTER else watched.falls + 1
        name, ending = watched.program.name, watched.child.ending
        if watched.falls > PATIENCE:
            raise Problem(f"{name} stopped {watched.falls} times in a row ({ending}): {self._why(watched)}")
        watched.start_again_at = now + watched.pause
        self.say(f"{name} stopped ({ending}); it starts again in {watched.pause:.0f} s, see {watched.program.log}")

    def _why(self, watched: Watched) -> str:
        words = watched.program.explain() or f"{watched.program.name} failed without a word"
        return f"{words} (see {watched.program.log})"

    def _note(self) -> None:
        self.record.write([watched.child for watched in self.watched])
