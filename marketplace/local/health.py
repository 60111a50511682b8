"""Is a service well? Asked from beside it, as a container's health check and bin/run do. Loads no Django."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from marketplace.local.places import ROOT

BEAT_SAVES_WITHIN = 600  # beat writes its schedule down every three minutes


def pages(env: Mapping[str, str]) -> bool:
    """Whether the pages answer."""
    return answers(int(env.get("PORT", "8000")), env)


def sockets(env: Mapping[str, str]) -> bool:
    """Whether the socket server answers."""
    return answers(int(env.get("SOCKETS_PORT", "8001")), env)


def worker(env: Mapping[str, str]) -> bool:
    """Whether the worker on this machine takes messages from the broker."""
    from celery import Celery

    with Celery(broker=env["REDIS_URL"]) as app:
        name = worker_name(env)
        return bool(app.control.ping(destination=[name], timeout=5, limit=1))


def beat(env: Mapping[str, str]) -> bool:
    """Whether the clock wrote its schedule down lately."""
    run = Path(env.get("VAR_DIR", ROOT / "var")) / "run"
    written = [path.stat().st_mtime for path in run.glob("beat-schedule*")]
    return bool(written) and time.time() - max(written) < BEAT_SAVES_WITHIN


def answers(port: int, env: Mapping[str, str], path: str = "/healthz") -> bool:
    """Whether GET on this machine answers 200, asked under the name that the site is known by."""
    host = urlsplit(env.get("SITE_URL", "")).hostname or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def worker_name(env: Mapping[str, str]) -> str:
    """The name under which the worker of this machine listens at the broker."""
    return env.get("WORKER_NAME", f"worker@{socket.gethostname()}")


CHECKS: dict[str, Callable[[Mapping[str, str]], bool]] = {
    "pages": pages,
    "sockets": sockets,
    "worker": worker,
    "beat": beat,
}
