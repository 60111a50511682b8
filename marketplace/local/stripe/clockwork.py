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
    """Do everything that is due, in order, each in a turn of its own; returns how many that were."""
    done = 0
    while True:
        with world.turn():
            row = world.store.sql.execute(
                "SELECT what, subject FROM due WHERE at <= ? ORDER BY at, rowid LIMIT 1", (world.now(),)
            ).fetchone()
            if row is None:
                return done
            world.store.sql.execute("DELETE FROM due WHERE what = ? AND subject = ?", row)
            HAPPENINGS[row[0]](world, row[1])
            done += 1
