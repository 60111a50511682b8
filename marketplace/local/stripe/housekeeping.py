"""What is let go by and by: events after thirty days, and what keys are remembered after a day."""

from __future__ import annotations

from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.events import KEPT_DAYS
from marketplace.local.stripe.idempotency import KEPT
from marketplace.local.stripe.world import DAY, World


def begin(world: World) -> None:
    """Let it be done now, and every day from now on."""
    world.due("housekeeping", "all", world.now())


@happening("housekeeping")
def tidy(world: World, subject: str) -> None:
    """Let go of what nobody can ask for any more, and come again tomorrow."""
    sql, now = world.store.sql, world.now()
    old = now - KEPT_DAYS * DAY
    sql.execute(
        "DELETE FROM delivery WHERE event IN (SELECT id FROM object WHERE kind = 'event' AND created < ?)", (old,)
    )
    sql.execute("DELETE FROM object WHERE kind = 'event' AND created < ?", (old,))
    sql.execute("DELETE FROM kept WHERE at <= ?", (now - KEPT,))
    world.due("housekeeping", subject, now + DAY)
