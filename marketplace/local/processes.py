"""Child processes that never outlive the site.

A child dies with its parent: on Linux the kernel sends it its stop signal when the parent is killed; elsewhere, and for
anything that ignores the signal, the next start finds it in the record of children and ends it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from marketplace.local import lifeline
from marketplace.local.owner import Owner


@dataclass(frozen=True)
class Program:
    """What to start, how to see that it works, and how to end it."""

    name: str
    command: list[str]
    log: Path
    directory: Path
    env: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stops_within: float = 10.0
    is_ready: Callable[[], bool] = lambda: True
    ready_within: float = 60.0
    title: str = ""  # what the person is told when it ended, for one that ends by itself
    passes: tuple[int, ...] = ()  # opened sockets that it inherits
    shows: bool = False  # its output is for the person, only its errors are for the log
    is_service: bool = False  # Postgres and Redis: everything else needs them, so they stop last
    explain_from: Callable[[list[str]], str] = lambda lines: lines[-1] if lines else ""

    def explain(self) -> str:
        """The line of its log that best says why it ended."""
        return self.explain_from(tail(self.log, 40))


class Child:
    """A started program."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        self.program = program
        self.process = process
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        code = self.process.poll()
        if code is None:
            return "still running"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"

    def ask_to_stop(self) -> None:
        """Send the stop signal; do not wait."""
        if self.is_running:
            self.process.send_signal(self.program.stop_signal)

    def stop(self, within: float | None = None) -> None:
        """End it: politely first, then by force together with everything that it started."""
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.program.stops_within if within is None else within)
        kill_group(self.process.pid)
        self.process.wait()


def start(program: Program) -> Child:
    """Start a program in a session of its own, so a Ctrl-C at the terminal reaches it only through us."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            program.command,
            cwd=program.directory,
            env={**os.environ, **program.env},
            stdin=subprocess.DEVNULL,
            stdout=None if program.shows else log,
            stderr=log,
            pass_fds=program.passes,
            start_new_session=True,
            preexec_fn=lifeline.tie(program.stop_signal),
            **(program.owner.popen_options() if program.owner else {}),
        )
    return Child(program, process)


def kill_group(pid: int) -> None:
    """Kill whatever is left of the group that a child led."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def tail(path: Path, lines: int) -> list[str]:
    """The last lines of a file that hold something; none when there is no file."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8192))
        text = file.read().decode(errors="replace")
    return [line.strip() for line in text.splitlines() if line.strip()][-lines:]


class Record:
    """Which processes we started, kept on disk for the start after a crash.

    A process is known by its number and its start time together, because numbers are used again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, children: list[Child]) -> None:
        """Note the children that run now."""
        rows = [
            {"pid": child.process.pid, "born": born, "signal": int(child.program.stop_signal)}
            for child in children
            if (born := _born(child.process.pid)) is not None
        ]
        self.path.write_text(json.dumps(rows))

    def end_leftovers(self, within: float = 10.0) -> int:
        """End what an earlier run left behind; returns how many processes that were."""
        left = [row for row in self._read() if _born(row["pid"]) == row["born"]]
        for row in left:
            os.kill(row["pid"], row["signal"])
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and any(_born(row["pid"]) == row["born"] for row in left):
            time.sleep(0.05)
        for row in left:
            kill_group(row["pid"])
        self.path.unlink(missing_ok=True)
        return len(left)

    def _read(self) -> list[dict[str, int]]:
        try:
            rows: list[dict[str, int]] = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return []
        return rows


def _born(pid: int) -> int | None:
    """When a living process started, in milliseconds since 1970; None if there is none."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else round(process.create_time() * 1000)
    except psutil.Error:
        return None
