"""`python -m marketplace.local.stripe DIRECTORY`: the local Stripe in the foreground. `bin/run` starts it.

Everything else comes from the environment, so that no key shows in a list of processes: STRIPE_LOCAL_PORT,
STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_CONNECT_WEBHOOK_SECRET, SITE_URL and PORT (where the site listens).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from marketplace.local.stripe import doors
from marketplace.local.stripe.running import Running
from marketplace.local.stripe.world import Pace

BANK_TAKES = 60  # seconds; whoever tries the site does not want to wait a day for a payout


def main(arguments: list[str], env: Mapping[str, str]) -> None:
    """Run until a signal comes."""
    directory = Path(arguments[0])
    directory.mkdir(parents=True, exist_ok=True)
    secrets = {"secret": env["STRIPE_WEBHOOK_SECRET"], "connect_secret": env["STRIPE_CONNECT_WEBHOOK_SECRET"]}
    running = Running(
        path=str(directory / "stripe.sqlite3"),
        port=int(env["STRIPE_LOCAL_PORT"]),
        key=env["STRIPE_SECRET_KEY"],
        site=doors.of_site(env.get("SITE_URL", ""), env.get("PORT", ""), **secrets),
        pace=Pace(bank_takes=BANK_TAKES),
    )
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    running.start(delivers=True)
    ended.wait()
    running.stop()


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
