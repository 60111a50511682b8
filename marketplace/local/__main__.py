"""`python -m marketplace.local up|down|env`: the embedded services without the site, for work on the code."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from marketplace.local import services
from marketplace.local.places import Places
from marketplace.local.problem import Problem, sentence
from marketplace.local.signals import Stopped

START_WITHIN = STOP_WITHIN = 60.0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.local", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "env", "hold"])
    parser.add_argument("--database", help="with env: another database of the same server, made if it does not exist")
    chosen = parser.parse_args(arguments)
    places = Places()
    try:
        COMMANDS[chosen.command](places, chosen)
    except (Problem, OSError) as error:
        print(f"{parser.prog}: {sentence(error)}", file=sys.stderr)
        return 1
    return 0


def up(places: Places, chosen: argparse.Namespace) -> None:
    """Start the services in the background, unless they run, and print their addresses."""
    places.make()
    if services.lock(places).holder() is None:
        places.services_env.unlink(missing_ok=True)
        _hold_in_background(places)
    env(places, chosen)


def down(places: Places, chosen: argparse.Namespace) -> None:
    """Stop the services. Raises Problem when they belong to a running site, which must be stopped instead."""
    holder = services.lock(places).holder()
    if holder is None:
        return
    os.kill(holder, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    while services.lock(places).holder() is not None:
        if time.monotonic() > deadline:
            raise Problem(f"Process {holder} did not stop within {STOP_WITHIN:.0f} s: see {places.log}.")
        time.sleep(0.1)


def env(places: Places, chosen: argparse.Namespace) -> None:
    """Print the addresses for a shell to take in: `eval "$(python -m marketplace.local env)"`."""
    addresses = services.read_published(places)
    if not addresses:
        raise Problem("The embedded services do not run: start them with `python -m marketplace.local up`.")
    if chosen.database:
        addresses["DATABASE_URL"] = services.create_database(places, chosen.database)
    for name, address in addresses.items():
        print(f"export {name}={address}")


def hold(places: Places, chosen: argparse.Namespace) -> None:
    """Run the services in the foreground until a signal comes."""
    with suppress(Stopped), services.held(places) as supervisor:
        supervisor.keep_running()


def _hold_in_background(places: Places) -> None:
    with (places.log / "services.log").open("ab") as log:
        holder = subprocess.Popen(
            [sys.executable, "-m", "marketplace.local", "hold"],
            cwd=places.root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_WITHIN
    while not places.services_env.exists():
        if holder.poll() is not None or time.monotonic() > deadline:
            raise Problem(f"The embedded services did not start: see {places.log / 'services.log'}.")
        time.sleep(0.05)


COMMANDS = {"up": up, "down": down, "env": env, "hold": hold}

if __name__ == "__main__":
    sys.exit(main())
