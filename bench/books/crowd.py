"""Workers that do the same act again and again, each in a process of its own. Standard library alone."""

import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Act = Callable[[random.Random], int]  # does one go; returns how many entries it wrote

WARM_UP = 0.3  # seconds: connect, and meet every statement once


def rate(
    act: Act,
    *,
    workers: int,
    seconds: float,
    ready: Callable[[], None],
    beside: Callable[[], None] | None = None,
) -> float:
    """How many entries a second they write together.

    ready: called in each worker before it begins. beside: done again and again meanwhile, by one more process.
    """
    context = multiprocessing.get_context("fork")
    start, said = context.Barrier(workers), context.SimpleQueue()
    crowd = [
        context.Process(target=_work, args=(act, number, seconds, ready, start, said)) for number in range(workers)
    ]
    with _busy(context, beside):
        rates = _work_together(crowd, said)
    if None in rates:
        raise RuntimeError("a worker failed; what it said stands above")
    return sum(rates)


def answer(acts: dict[str, Callable[..., Any]]) -> None:
    """Do what each line of the standard input says, and answer with a line: `bench.processes.talk`."""
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(acts[told.pop("do")](**told)), flush=True)


def _work_together(crowd: list[Any], said: Any) -> list[Any]:
    for one in crowd:
        one.start()
    rates = [said.get() for _one in crowd]
    for one in crowd:
        one.join()
    return rates


@contextmanager
def _busy(context: Any, act: Callable[[], None] | None) -> Iterator[None]:
    if act is None:
        yield
        return
    process = context.Process(target=_for_ever, args=(act,))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _for_ever(act: Callable[[], None]) -> None:
    while True:
        act()


def _work(act: Act, number: int, seconds: float, ready: Callable[[], None], start: Any, said: Any) -> None:
    try:
        chance = random.Random(number)
        ready()
        _go_on(act, chance, WARM_UP)
        start.wait(60)
        began = time.perf_counter()
        written = _go_on(act, chance, seconds)
        said.put(written / (time.perf_counter() - began))
    except BaseException:
        said.put(None)
        raise


def _go_on(act: Act, chance: random.Random, seconds: float) -> int:
    written, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        written += act(chance)
    return written
