"""A calm account of what happens: one line a step, with its seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 34


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, then how long it took. Nothing is added when it fails: the error follows."""
    began = time.monotonic()
    if sys.stdout.isatty():
        print(f"  {name} …", end="", flush=True)
    try:
        yield
    except BaseException:
        if sys.stdout.isatty():
            print()
        raise
    line(name, time.monotonic() - began, rewrite=sys.stdout.isatty())


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Say only in the end how long it took: for what runs beside something else."""
    began = time.monotonic()
    yield
    line(name, time.monotonic() - began)


def line(name: str, seconds: float, *, note: str = "", rewrite: bool = False) -> None:
    """Print a finished step."""
    print(f"{chr(13) if rewrite else ''}  {name:<{WIDTH}} {seconds:6.1f} s  {note}".rstrip(" "), flush=True)


def say(text: str = "") -> None:
    """Print a line for the person."""
    print(text, flush=True)
