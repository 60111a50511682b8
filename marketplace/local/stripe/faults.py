"""Faults on request: what a gateway does on a bad day.

For one call, by the header `Local-Fault: error_after`. For the calls to come, by `POST /v1/_local/faults` with `fault`,
`path` (how the path begins), `method`, `times` and, for the slow ones, `seconds`. `POST /v1/_local/mail` delays,
doubles, reorders or holds back webhooks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, TypeVar

from marketplace.local.stripe.errors import Refusal, broken

Letter = TypeVar("Letter")


@dataclass(frozen=True)
class Fault:
    """before: answered instead of any work. after: answered when the work is done. wire: how the answer is lost."""

    words: str
    before: Refusal | None = None
    after: Refusal | None = None
    wire: str = ""


TABLE = {
    "error_before": Fault("500, nothing was done, and the key replays it", before=broken()),
    "error_after": Fault("500, all was done, and the key replays the 500", after=broken()),
    "timeout_before": Fault("no answer, nothing was done", wire="hang_before"),
    "timeout_after": Fault("no answer, all was done, and the key replays the true answer", wire="hang"),
    "reset": Fault("the connection breaks in the middle of the answer; all was done", wire="reset"),
    "truncated": Fault("200 with half of its JSON; all was done", wire="truncated"),
    "conflict": Fault(
        "409, another request with this key is going on; nothing was done or remembered",
        before=Refusal(
            409,
            "idempotency_error",
            "There is currently another in-progress request using this Idempotent Key.",
            code="idempotency_key_in_use",
        ),
    ),
    "rate_limit": Fault(
        "429, too many requests; nothing was done or remembered",
        before=Refusal(429, "invalid_request_error", "Request rate limit exceeded.", code="rate_limit"),
    ),
}


@dataclass
class Mail:
    """How webhooks travel: after so many seconds, so often each, in which order ("told", "reversed", "shuffled")."""

    delay: int = 0
    times: int = 1
    order: str = "told"
    is_held: bool = False

    def sorted(self, letters: list[Letter]) -> list[Letter]:
        """Those that wait, as they are to be sent."""
        if self.order == "shuffled":
            return random.sample(letters, len(letters))
        return letters[::-1] if self.order == "reversed" else letters


@dataclass
class Planned:
    """A fault for calls to come."""

    fault: str
    path: str = "/"
    method: str = "POST"
    times: int = 1
    seconds: int = 3600


@dataclass
class Faults:
    """The faults that are planned; the first that fits is taken, `times` times."""

    planned: list[Planned] = field(default_factory=list)

    def plan(self, **values: Any) -> Planned:
        """Let the next calls that fit meet a fault."""
        self.planned.append(Planned(**values))
        return self.planned[-1]

    def take(self, method: str, path: str, asked: str) -> tuple[Fault | None, int]:
        """The fault of this call and its seconds. asked: the name in its header."""
        if asked in TABLE:
            return TABLE[asked], 3600
        for plan in self.planned:
            if plan.times > 0 and plan.method == method and path.startswith(plan.path):
                plan.times -= 1
                return TABLE[plan.fault], plan.seconds
        return None, 0
