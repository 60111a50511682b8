"""A worker process that runs due timers or delivers the outbox and is killed at a named point, without a farewell.

python -m tests.kit.dying_worker timers in_the_work
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

POINTS = ("taken", "in_the_work", "before_the_commit", "after_the_commit")


def main(table: str, point: str) -> None:
    """Work through the table until the point comes."""
    django.setup()
    from marketplace.kit import outbox, timers
    from marketplace.kit.ids import uuid7
    from marketplace.kit.models import Move

    def work(key: str) -> None:
        die_at("taken", point)
        Move.objects.create(subject_kind=key, subject_id=uuid7(), old="a", new="b")
        die_at("in_the_work", point)

    timers.handles("bell")(work)
    outbox.delivers("card")(work)
    module: Any = {"timers": timers, "outbox": outbox}[table]
    name = {"timers": "_finish", "outbox": "_attempt"}[table]
    setattr(module, name, after(getattr(module, name), lambda: die_at("before_the_commit", point)))
    one = {"timers": "_run", "outbox": "_deliver"}[table]
    setattr(module, one, after(getattr(module, one), lambda: die_at("after_the_commit", point)))
    {"timers": timers.run_due, "outbox": outbox.deliver}[table]()


def after(function: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    """The function, and then something else."""

    def both(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        then()
        return result

    return both


def die_at(here: str, point: str) -> None:
    """Be killed if this is the point."""
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
