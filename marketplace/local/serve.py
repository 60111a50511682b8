"""The command of every service, in one place: for bin/run, the containers and the tests. Standard library alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from marketplace.local import health
from marketplace.local.places import ROOT

PYTHON = sys.executable
ALONE = ["--without-gossip", "--without-mingle"]  # nothing is asked of other workers, so it starts at once
CELERY = [PYTHON, "-m", "celery", "--app", "marketplace.celery"]


def pages(env: Mapping[str, str]) -> list[str]:
    """The pages, by WSGI. BIND, PORT, WEB_CONCURRENCY: see gunicorn.conf.py."""
    return [PYTHON, "-m", "gunicorn", "marketplace.wsgi", "--config", str(ROOT / "gunicorn.conf.py")]


def sockets(env: Mapping[str, str]) -> list[str]:
    """The sockets, by ASGI. BIND, SOCKETS_PORT."""
    if fd := env.get("SOCKETS_FD"):
        place = ["--fd", fd]
    else:
        place = ["--host", env.get("BIND", "127.0.0.1"), "--port", env.get("SOCKETS_PORT", "8001")]
    quiet = ["--no-access-log", "--lifespan", "off", "--timeout-graceful-shutdown", "5"]
    return [PYTHON, "-m", "uvicorn", "marketplace.asgi:application", *place, *quiet]


def worker(env: Mapping[str, str]) -> list[str]:
    """A worker. WORKER_CONCURRENCY: its processes; QUEUES: the queues that it serves, all when unset."""
    queues = ["--queues", env["QUEUES"]] if env.get("QUEUES") else []
    size = ["--concurrency", env.get("WORKER_CONCURRENCY", "2")]
    return [
        *CELERY,
        "worker",
        "--hostname",
        health.worker_name(env),
        *size,
        *queues,
        *ALONE,
    ]


def beat(env: Mapping[str, str]) -> list[str]:
    """The clock that puts due work into the queues. Exactly one runs in a deployment."""
    return [*CELERY, "beat", "--pidfile", ""]


def migrate(env: Mapping[str, str]) -> list[str]:
    """Bring the database to the shape that this version of the code expects, then end."""
    return [PYTHON, "manage.py", "migrate", "--no-input"]


SERVICES: dict[str, Callable[[Mapping[str, str]], list[str]]] = {
    "pages": pages,
    "sockets": sockets,
    "worker": worker,
    "beat": beat,
    "migrate": migrate,
}


def main(arguments: list[str]) -> None:
    """Become the service that is named, or answer `check SERVICE` with exit code 0 (well) or 1."""
    match arguments:
        case ["check", name] if name in health.CHECKS:
            sys.exit(0 if health.CHECKS[name](os.environ) else f"{name} does not answer.")
        case [name] if name in SERVICES:
            command = SERVICES[name](os.environ)
            os.execv(command[0], command)
        case _:
            sys.exit(f"usage: bin/serve {'|'.join(SERVICES)}\n       bin/serve check {'|'.join(health.CHECKS)}")


if __name__ == "__main__":
    main(sys.argv[1:])
