"""`bin/run`: the whole site on this machine, from an empty directory to an address in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from marketplace.local import addresses, command_line, health, serve, services
from marketplace.local.addresses import Addresses
from marketplace.local.locks import Busy, Lock
from marketplace.local.places import Places
from marketplace.local.problem import Problem, sentence
from marketplace.local.processes import Program, Record
from marketplace.local.progress import say, step
from marketplace.local.signals import Signals, Stopped
from marketplace.local.stripe import embedded as stripe
from marketplace.local.supervisor import Supervisor

SPACE_TO_RUN = 300_000_000


def main() -> int:
    """Run the site until a signal comes; returns the exit code."""
    chosen, _ = command_line.parse("run", sys.argv[1:])
    places = Places()
    signals = Signals()
    try:
        return run(places, chosen.data, signals)
    except (Problem, OSError) as error:
        print(f"bin/run: {sentence(error)}", file=sys.stderr)
        return 1


def run(places: Places, data: Path | None, signals: Signals) -> int:
    """Start everything, keep it running, end it all. Raises Problem."""
    places.make()
    site_lock = _only_one(places)
    _check_space(places)
    _check_data(data)
    site = Site(places, signals, addresses.open_addresses(os.environ))
    try:
        site.start(data)
        site.greet()
        site.supervisor.keep_running()
    except Stopped:
        say()
    finally:
        site.stop()
        site_lock.release()
    return 0


@dataclass
class Site:
    """One running site."""

    places: Places
    signals: Signals
    addresses: Addresses
    began: float = field(default_factory=time.monotonic)
    services_lock: Lock | None = None

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(Record(self.places.run / "site.json"), self.signals, say)

    def start(self, data: Path | None) -> None:
        """From nothing to a page. Raises Stopped, or Problem with the reason."""
        self.supervisor.record.end_leftovers()
        os.environ.update(self._environment())
        static_files = self.supervisor.begin(self._module("static_files", title="Static files"))
        self._start_services()
        source = ["--data", str(data.resolve())] if data else []
        prepare = self.supervisor.begin(self._module("prepare", *source, shows=True))
        self.supervisor.finish(static_files, prepare)
        with step("Pages and sockets"):
            self.supervisor.start(self._pages(), self._sockets())
        self.supervisor.start(self._service("worker", stops_within=20.0), self._service("beat"))

    def greet(self) -> None:
        """Where the site is, who can sign in, how to stop."""
        if self.addresses.moved_from:
            say(f"\nPort {self.addresses.moved_from} is taken, so this copy answers on {self.addresses.port}.")
        say(f"\nOpen {os.environ['SITE_URL']} (ready after {time.monotonic() - self.began:.0f} s)")
        sign_ins = self.places.run / "sign-ins.txt"
        if sign_ins.exists():
            say(f"\n{sign_ins.read_text().rstrip()}")
        say(f"\nCtrl-C stops everything. Logs: {self.places.log}")

    def stop(self) -> None:
        """End everything that was started here."""
        with step("Stopping"):
            self.addresses.close()
            self.supervisor.stop()
            if self.services_lock:
                self.places.services_env.unlink(missing_ok=True)
                self.services_lock.release()

    def _start_services(self) -> None:
        """Start the services, unless the environment names others or `marketplace.local up` holds ours."""
        published = services.read_published(self.places)
        for name, value in published.items():
            os.environ.setdefault(name, value)
        if os.environ.get("STRIPE_API_BASE", "-") == published.get("STRIPE_API_BASE"):
            stripe.serve(os.environ)
        chosen = services.choose(self.places, os.environ)
        if not chosen.addresses:
            return
        self.services_lock = services.take_lock(self.places)
        with step("Postgres, Redis and local Stripe"):
            chosen.start(self.supervisor)
        os.environ.update(chosen.addresses)
        if chosen.home != self.places.var:
            say(f"  Started as root: Postgres and Redis run as another user and keep their data in {chosen.home}")

    def _environment(self) -> dict[str, str]:
        """What the application needs to know. Whatever the person set stays."""
        ours = {
            **self.addresses.environment,
            **services.site_environment(self.places),
            "PYTHONUNBUFFERED": "1",
        }
        return {name: value for name, value in ours.items() if not os.environ.get(name)}

    def _pages(self) -> Program:
        opened = self.addresses.pages.fileno()
        ready = partial(health.answers, self.addresses.port, os.environ)
        return self._service("pages", env={"PAGES_FD": str(opened)}, passes=(opened,), is_ready=ready)

    def _sockets(self) -> Program:
        opened = self.addresses.sockets.fileno()
        ready = partial(health.answers, self.addresses.sockets_port, os.environ)
        return self._service("sockets", env={"SOCKETS_FD": str(opened)}, passes=(opened,), is_ready=ready)

    def _service(self, name: str, **options: Any) -> Program:
        command = serve.SERVICES[name]({**os.environ, **options.get("env", {})})
        return self._program(name, command, **options)

    def _module(self, name: str, *arguments: str, **options: Any) -> Program:
        """A module of this package, as a program that ends by itself."""
        return self._program(name, [sys.executable, "-m", f"marketplace.local.{name}", *arguments], **options)

    def _program(self, name: str, command: list[str], **options: Any) -> Program:
        return Program(name, command, log=self.places.log / f"{name}.log", directory=self.places.root, **options)


def _only_one(places: Places) -> Lock:
    try:
        return Lock(places.run / "site.lock").acquire()
    except Busy as error:
        holder = Lock(places.run / "site.lock").holder()
        raise Problem(
            f"The site runs already from this copy (process {holder}): stop it first, or start another copy."
        ) from error


def _check_space(places: Places) -> None:
    free = shutil.disk_usage(places.var).free
    if free < SPACE_TO_RUN:
        raise Problem(f"The disk of {places.var} has {free // 1_000_000} MB free and the site needs 300 MB: make room.")


def _check_data(data: Path | None) -> None:
    if data and not data.is_dir():
        raise Problem(f"--data {data} is no directory: name the one that holds the data files.")


if __name__ == "__main__":
    sys.exit(main())
