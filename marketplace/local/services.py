"""The embedded Postgres and Redis of this copy: started together, found by everyone else through `services.env`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marketplace.local import owner as owners
from marketplace.local import postgres, redis
from marketplace.local.locks import Lock
from marketplace.local.places import Places
from marketplace.local.postgres import Postgres
from marketplace.local.redis import Redis
from marketplace.local.supervisor import Supervisor


@dataclass(frozen=True)
class Services:
    """The services to embed: each one whose address is not in the environment already."""

    places: Places
    home: Path
    postgres: Postgres | None = None
    redis: Redis | None = None

    @property
    def addresses(self) -> dict[str, str]:
        """The environment variables that tell the application where they are."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url()
        if self.redis:
            found["REDIS_URL"] = self.redis.url
        return found

    def start(self, supervisor: Supervisor) -> None:
        """Start them and make the database. Raises Problem with the reason when one does not start."""
        made = [service for service in (self.postgres, self.redis) if service]
        for service in made:
            service.make()
        supervisor.start(*(service.program() for service in made))
        if self.postgres:
            self.postgres.create_database()
        write_addresses(self.places, self.addresses)


def choose(places: Places, environment: Mapping[str, str], *, throw_away: bool = False) -> Services:
    """Embed what the environment does not name. Raises Problem when this machine can't."""
    wanted = {name for name in ("DATABASE_URL", "REDIS_URL") if not environment.get(name)}
    if not wanted:
        return Services(places, places.var)
    places.make()
    owner = owners.choose(places.root)
    home = owners.find_home(owner, places.var)
    return Services(
        places,
        home,
        postgres.embedded(places, owner, home, throw_away=throw_away) if "DATABASE_URL" in wanted else None,
        redis.embedded(places, owner, home, throw_away=throw_away) if "REDIS_URL" in wanted else None,
    )


def create_database(places: Places, name: str) -> str:
    """Another database of the running embedded server, made if it does not exist; returns its address."""
    owner = owners.choose(places.root)
    server = postgres.embedded(places, owner, owners.find_home(owner, places.var), running=True)
    server.create_database(name)
    return server.url(name)


def lock(places: Places) -> Lock:
    """The lock of whoever runs the embedded services of this copy."""
    return Lock(places.run / "services.lock")


def write_addresses(places: Places, addresses: Mapping[str, str]) -> None:
    """Publish the addresses, whole or not at all, readable by the owner alone: they hold passwords."""
    draft = places.services_env.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={address}\n" for name, address in addresses.items()))
    os.replace(draft, places.services_env)


def read_addresses(places: Places) -> dict[str, str]:
    """The published addresses; empty when no embedded service runs."""
    if lock(places).holder() is None or not places.services_env.exists():
        return {}
    lines = places.services_env.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
