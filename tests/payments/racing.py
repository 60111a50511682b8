"""Many at the same moment: over HTTP, each on a connection of its own, to a real server with a real Postgres.

    rush = racing.Rush(live_server.url, workers=8, seed=1)
    answers = rush.post(f"/checkout/{pk}/payment/", form, by=ada)

The usual test runs with 8 workers and 2 seeds; `bin/test --deep` with 2, 8 and 32 workers and 20 seeds.
"""

import http.client
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.servers.basehttp import WSGIServer
from django.db import connections
from django.test import Client

from accounts.models import User

USUAL = [pytest.param(8, seed, id=f"8x{seed}") for seed in (1, 2)]
DEEP = [
    pytest.param(workers, seed, marks=pytest.mark.deep, id=f"{workers}x{seed}")
    for workers in (2, 8, 32)
    for seed in range(3, 23)
]
matrix = pytest.mark.parametrize(("workers", "seed"), [*USUAL, *DEEP])

# Django's server for tests lets ten wait to be heard; who comes after them in the same moment is sent away.
WSGIServer.request_queue_size = 128

CSRF = "x" * 32
JITTER = 0.02  # seconds between the first and the last


@dataclass(frozen=True)
class Answer:
    """What one of them was told."""

    status: int
    location: str


def at_once(acts: Sequence[Callable[[], Any]], *, seed: int) -> list[Any]:
    """Run these at the same moment, give or take; returns what each gave back or raised, in order."""
    start, results = Barrier(len(acts)), [None] * len(acts)
    waits = [random.Random(seed * 1000 + place).uniform(0, JITTER) for place in range(len(acts))]

    def run(place: int) -> None:
        try:
            start.wait(timeout=30)
            time.sleep(waits[place])
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,), daemon=True) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results


def request(
    base: str, method: str, path: str, *, by: User | None = None, body: bytes = b"", headers: Mapping[str, str] = {}
) -> Callable[[], Answer]:
    """One request by a browser of this person, to be made later."""
    cookies = f"csrftoken={CSRF}" + (f"; {settings.SESSION_COOKIE_NAME}={_session(by)}" if by else "")
    sent = {"Cookie": cookies, "X-CSRFToken": CSRF, **headers}

    def go() -> Answer:
        parts = urlsplit(base)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        response.read()
        connection.close()
        return Answer(response.status, response.headers.get("Location", ""))

    return go


def form(base: str, path: str, values: Mapping[str, Any], *, by: User) -> Callable[[], Answer]:
    """The same form, as a browser sends it."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return request(base, "POST", path, by=by, body=urlencode(values).encode(), headers=headers)


def _session(person: User | None) -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser.cookies[settings.SESSION_COOKIE_NAME].value
