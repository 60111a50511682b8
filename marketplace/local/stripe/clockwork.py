"""What happens by itself when its time has come: money becomes available, payouts arrive, sessions expire."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World

HAPPENINGS: dict[str, Callable[[World, str], None]] = {}


def happening(what: str) -> Callable[[Callable[[World, str], None]], Callable[[World, str], None]]:
    """Let a function do this when it is due; it gets the id of its subject."""

    def add(run: Callable[[World, str], None]) -> Callable[[World, str], None]:
        HAPPENINGS[what] = run
        return run

    return add


def run_due(world: World) -> int:
    """Do everything that is due, in order, each in a turn of its own; returns how many that were.

    Each happens as of the time at which it was due, so that whoever looks late finds what would be there.
    """
    done = 0
    while _next(world):
        done += 1
    return done


def _next(world: World) -> bool:
    with world.turn():
        row = world.store.sql.execute(
            "SELECT what, subject, at FROM due WHERE at <= ? ORDER BY at, rowid LIMIT 1", (world.now(),)
        ).fetchone()
        if row is None:
            return False
        what, subject, world.as_of = row
        try:
            world.store.sql.execute("DELETE FROM due WHERE what = ? AND subject = ?", (what, subject))
            HAPPENINGS[what](world, subject)
        finally:
            world.as_of = None
        return True
