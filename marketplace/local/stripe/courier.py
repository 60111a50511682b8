"""Webhooks: signed, sent again until they are taken, in no promised order."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import random
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread
from urllib.parse import urlsplit

from marketplace.local.stripe.events import shown
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World

Send = Callable[[str, bytes, Mapping[str, str]], int]

PAUSES = [5, 30, 120, 600, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600]  # seconds; three days together
ANSWER_WITHIN = 20
AT_ONCE = 4
LOOK_EVERY, AFTER_A_FAULT = 0.2, 5.0


@dataclass(frozen=True)
class Delivery:
    """One event for one endpoint."""

    seq: int
    event: Obj
    endpoint: Obj
    tries: int

    def body(self) -> bytes:
        return json.dumps(shown(self.event), indent=2).encode()


def signature(body: bytes, secrets: list[str], at: int) -> str:
    """The `Stripe-Signature` header. While a secret is being changed there are two."""
    signs = [hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={sign}" for sign in signs)])


def waiting(world: World) -> list[Delivery]:
    """What is due to be sent, oldest first, unless webhooks are held back."""
    if world.mail.is_held:
        return []
    with world.turn():
        rows = world.store.sql.execute(
            "SELECT seq, event, endpoint, tries FROM delivery WHERE status = 'waiting' AND at <= ?"
            " ORDER BY seq LIMIT 1000",
            (world.clock(),),
        ).fetchall()
        found = [(row, world.store.get("event", row[1]), world.store.get("webhook_endpoint", row[2])) for row in rows]
    return [Delivery(row[0], event, endpoint, row[3]) for row, event, endpoint in found if event and endpoint]


def deliver(world: World, delivery: Delivery, send: Send) -> int:
    """Send one and write down how that went; returns the status of the answer, 0 for none."""
    body, now = delivery.body(), int(world.clock())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signature(body, delivery.endpoint["_secrets"], now),
    }
    if host := delivery.endpoint.get("_host"):
        headers["Host"] = host
    try:
        status = send(delivery.endpoint["url"], body, headers)
    except OSError:
        status = 0
    with world.turn():
        _note(world, delivery, status)
    return status


def _note(world: World, delivery: Delivery, status: int) -> None:
    taken, tries = 200 <= status < 300, delivery.tries + 1
    state = "done" if taken else "waiting" if tries <= len(PAUSES) else "given up"
    pause = 0 if state != "waiting" else PAUSES[tries - 1] * random.uniform(0.9, 1.1)  # noqa: S311  (no secret)
    world.store.sql.execute(
        "UPDATE delivery SET status = ?, tries = ?, answer = ?, at = ? WHERE seq = ? AND status = 'waiting'",
        (state, tries, str(status), world.clock() + pause, delivery.seq),
    )
    left = world.store.sql.execute(
        "SELECT count(*) FROM delivery WHERE event = ? AND status <> 'done'", (delivery.event["id"],)
    ).fetchone()[0]
    event = world.store.get("event", delivery.event["id"])
    if event:
        world.save(event, pending_webhooks=left, _delivered=left == 0)


def over_http(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """POST to an address; returns the status of the answer. Raises OSError."""
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=ANSWER_WITHIN)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


class Courier:
    """Sends what is waiting, some at once, until it is stopped."""

    def __init__(self, world: World, run_due: Callable[[World], int], send: Send = over_http) -> None:
        self.world, self.run_due, self.send = world, run_due, send
        self._stopped = Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier")
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being sent is sent to its end."""
        self._stopped.set()
        self._thread.join(timeout=ANSWER_WITHIN)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                pause = 0.0 if self._go_round() else LOOK_EVERY
            except Exception:  # a fault of ours must not end the thread: it is told, and tried again later
                traceback.print_exc()
                pause = AFTER_A_FAULT
            self._stopped.wait(pause)

    def _go_round(self) -> int:
        self.run_due(self.world)
        found = self.world.mail.sorted(waiting(self.world)) * self.world.mail.times
        return len(list(self._pool.map(lambda each: deliver(self.world, each, self.send), found)))
