"""One key, one answer: the same key again gets the first answer, whatever it was, for a day."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from marketplace.local.stripe.errors import Refusal
from marketplace.local.stripe.wire import Reply, Request

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World

KEPT = 24 * 3600  # seconds
LONGEST = 255


def first_answer(world: World, account: str, key: str, request: Request) -> Reply | None:
    """The answer that this key got before. Raises Refusal where it was another request."""
    if len(key) > LONGEST:
        raise Refusal(400, "invalid_request_error", f"Idempotency keys have at most {LONGEST} characters.")
    found = world.store.sql.execute(
        "SELECT place, print, request, status, body FROM kept WHERE account = ? AND key = ? AND at > ?",
        (account, key, world.now() - KEPT),
    ).fetchone()
    if found is None:
        return None
    place, print_, first, status, body = found
    if place != _place(request):
        raise _used(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for"
            f" ('{place}' vs '{_place(request)}')."
        )
    if print_ != _print(request):
        raise _used(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try"
            f" using a key other than '{key}' if you meant to execute a different request."
        )
    headers = {"Content-Type": "application/json", "Idempotent-Replayed": "true", "Original-Request": first}
    return Reply(status, body, headers)


def remember(world: World, account: str, key: str, request: Request, reply: Reply, request_id: str) -> None:
    """Keep the answer for whoever comes with this key again."""
    row = (account, key, world.now(), _place(request), _print(request), request_id, reply.status, reply.body)
    world.store.sql.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _used(message: str) -> Refusal:
    return Refusal(400, "idempotency_error", message)


def _place(request: Request) -> str:
    return f"{request.method} {request.path}"


def _print(request: Request) -> str:
    return hashlib.sha256(json.dumps(request.sent, sort_keys=True).encode()).hexdigest()
