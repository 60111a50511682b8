"""The site's own processes, started for a measurement: worker, sockets, and one that does what it is told."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from marketplace.local import health, ports, serve
from marketplace.local.places import ROOT
from marketplace.local.problem import Problem

Environment = Mapping[str, str]
Talk = Callable[..., Any]

START_WITHIN = 60.0


@dataclass
class Running:
    """A process with everything that it started."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def peak_megabytes(self) -> float:
        """The most memory that one of its processes has had at once (VmHWM)."""
        family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        return max(_peak(member.pid) for member in family) / 1000

    def kill(self) -> None:
        """End it at once, without a farewell."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        """End it as a deployment does."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()


def worker(environment: Environment) -> Running:
    """A worker with two processes, once it takes tasks."""
    own = {**environment, "WORKER_CONCURRENCY": "2", "WORKER_NAME": f"worker-{time.time_ns()}@bench"}
    return _started("worker", own, lambda: health.worker(own))


@contextmanager
def sockets(environment: Environment) -> Iterator[int]:
    """The socket server, once it answers; gives its port."""
    port = ports.pick_free()
    own = {**environment, "SOCKETS_PORT": str(port)}
    server = _started("sockets", own, lambda: not ports.is_free(port))
    try:
        yield port
    finally:
        server.stop()


@contextmanager
def talk(module: str, environment: Environment, *, python: Path | str = sys.executable) -> Iterator[Talk]:
    """A module that answers a line of JSON with a line of JSON: `tell("announce", word="w1")`."""
    command = [str(python), "-m", module]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, **pipes)

    def tell(act: str, **arguments: Any) -> Any:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"do": act, **arguments}) + "\n")
        process.stdin.flush()
        if not (answer := process.stdout.readline()):
            raise Problem(f"{module} died of {act}; what it said stands above.")
        return json.loads(answer)

    try:
        yield tell
    finally:
        process.kill()
        process.wait(20)


def _started(name: str, environment: Environment, is_ready: Callable[[], bool]) -> Running:
    log = Path(environment["VAR_DIR"]) / "log" / f"{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            serve.SERVICES[name](environment), env=dict(environment), cwd=ROOT, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    running, deadline = Running(process, log), time.monotonic() + START_WITHIN
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            running.kill()
            raise Problem(f"The {name} did not start: {log.read_text()[-2000:]}")
        time.sleep(0.1)
    return running


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
