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
from urllib.parse import urlsplit

from marketplace.local.stripe.running import Running, Webhooks
from marketplace.local.stripe.world import DAY, Pace

BANK_TAKES = 60  # seconds; whoever tries the site does not want to wait a day for a payout


def main(arguments: list[str], env: Mapping[str, str]) -> None:
    """Run until a signal comes."""
    directory = Path(arguments[0])
    directory.mkdir(parents=True, exist_ok=True)
    running = Running(
        path=str(directory / "stripe.sqlite3"),
        port=int(env["STRIPE_LOCAL_PORT"]),
        key=env["STRIPE_SECRET_KEY"],
        hosted=f"{env['SITE_URL'].rstrip('/')}/local-stripe" if env.get("SITE_URL") else "",
        webhooks=webhooks(env),
        pace=Pace(available_after=2 * DAY, bank_takes=BANK_TAKES),
    )
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    running.start(delivers=True)
    ended.wait()
    running.stop()


def webhooks(env: Mapping[str, str]) -> Webhooks:
    """The site's two addresses for webhooks, asked on this machine under the name that the site is known by."""
    site = f"http://127.0.0.1:{env.get('PORT') or 8000}"
    return Webhooks(
        host=urlsplit(env.get("SITE_URL", "")).hostname or "localhost",
        url=f"{site}/payments/webhooks/stripe/",
        secret=env["STRIPE_WEBHOOK_SECRET"],
        connect_url=f"{site}/payments/webhooks/stripe/connect/",
        connect_secret=env["STRIPE_CONNECT_WEBHOOK_SECRET"],
    )


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
