"""The embedded Postgres, Redis and Stripe of this copy: started together, found by others through `services.env`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marketplace.local import owner as owners
from marketplace.local import postgres, redis, secret_store
from marketplace.local.locks import Busy, Lock
from marketplace.local.places import Places
from marketplace.local.postgres import Postgres
from marketplace.local.problem import Problem
from marketplace.local.processes import Record
from marketplace.local.progress import say
from marketplace.local.redis import Redis
from marketplace.local.signals import Signals
from marketplace.local.stripe import embedded as stripe
from marketplace.local.stripe.embedded import LocalStripe
from marketplace.local.supervisor import Supervisor


@dataclass(frozen=True)
class Services:
    """The services to embed: each one whose address is not in the environment already."""

    places: Places
    home: Path
    postgres: Postgres | None = None
    redis: Redis | None = None
    stripe: LocalStripe | None = None

    @property
    def addresses(self) -> dict[str, str]:
        """The environment variables that tell the application where they are."""
        found: dict[str, str] = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url()
        if self.redis:
            found["REDIS_URL"] = self.redis.url
        return {**found, **(self.stripe.addresses if self.stripe else {})}

    def start(self, supervisor: Supervisor) -> None:
        """Start them and make the database. Raises Problem with the reason when one does not start."""
        made = [service for service in (self.postgres, self.redis, self.stripe) if service]
        for service in made:
            service.make()
        supervisor.start(*(service.program() for service in made))
        if self.postgres:
            self.postgres.create_database()
        _publish(self.places, self.addresses)


def choose(places: Places, environment: Mapping[str, str], *, throw_away: bool = False) -> Services:
    """Embed what the environment does not name. Raises Problem when this machine can't.

    Without a key of Stripe's a local one stands in for it. A test has its own in a thread, whose books it can read.
    """
    wanted = {name for name in ("DATABASE_URL", "REDIS_URL") if not environment.get(name)}
    places.make()
    stand_in = None if throw_away or environment.get("STRIPE_SECRET_KEY") else stripe.embedded(places, environment)
    if not wanted:
        return Services(places, places.var, stripe=stand_in)
    owner = owners.choose(places.root)
    home = owners.find_home(owner, places.var)
    return Services(
        places,
        home,
        postgres.embedded(places, owner, home, throw_away=throw_away) if "DATABASE_URL" in wanted else None,
        redis.embedded(places, owner, home, throw_away=throw_away) if "REDIS_URL" in wanted else None,
        stand_in,
    )


@contextmanager
def held(places: Places) -> Iterator[Supervisor]:
    """All services of this copy, started for the length of the block. Raises Problem when they run already."""
    places.make()
    holding = take_lock(places)
    supervisor = Supervisor(Record(places.run / "services.json"), Signals(), say)
    supervisor.record.end_leftovers()
    try:
        choose(places, {}).start(supervisor)
        yield supervisor
    finally:
        places.services_env.unlink(missing_ok=True)
        supervisor.stop()
        holding.release()


def create_database(places: Places, name: str) -> str:
    """Another database of the running embedded server, made if it does not exist; returns its address."""
    owner = owners.choose(places.root)
    server = postgres.embedded(places, owner, owners.find_home(owner, places.var), running=True)
    server.create_database(name)
    return server.url(name)


def take_lock(places: Places) -> Lock:
    """Become the one who runs the services of this copy. Raises Problem when somebody else does."""
    try:
        return lock(places).acquire()
    except Busy as error:
        raise Problem(
            "The embedded services of this copy run, or are just being started or stopped: try again in a moment."
        ) from error


def lock(places: Places) -> Lock:
    """The lock of whoever runs the embedded services of this copy."""
    return Lock(places.run / "services.lock")


def site_environment(places: Places) -> dict[str, str]:
    """What the settings need beside the addresses: the keys of this copy, and that it is a one-machine run."""
    keys = {"SECRET_KEY": "django", "VAPID_PRIVATE_KEY": "push"}
    made = {name: secret_store.read_or_make(places.secrets / file) for name, file in keys.items()}
    return {**made, "EMBEDDED": "1"}


def read_published(places: Places) -> dict[str, str]:
    """What `services.env` says; empty when no embedded service runs."""
    if lock(places).holder() is None or not places.services_env.exists():
        return {}
    lines = places.services_env.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _publish(places: Places, addresses: Mapping[str, str]) -> None:
    """Write `services.env`, whole or not at all, readable by the owner alone: it holds passwords.

    With it `manage.py` works in another terminal while the services run.
    """
    values = {**addresses, **site_environment(places)}
    draft = places.services_env.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    os.replace(draft, places.services_env)
