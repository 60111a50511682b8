"""Waiting for another process, with an end."""

import time
from collections.abc import Callable

import psutil


def until(claim: Callable[[], object], within: float = 20.0, every: float = 0.02) -> None:
    """Return as soon as the claim holds; fail the test when it does not hold in time."""
    deadline = time.monotonic() + within
    while not claim():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(every)


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is not merely waiting to be buried."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
