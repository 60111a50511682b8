"""The table of endpoints. Each resource module adds its own with `@endpoint`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from marketplace.local.stripe import PLATFORM
from marketplace.local.stripe.params import Param, texts
from marketplace.local.stripe.store import Obj

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World


@dataclass
class Call:
    """One request to an endpoint: what it sent, and as which account (`Stripe-Account`, else the platform)."""

    world: World
    sent: dict[str, Any]
    ids: dict[str, str]
    account: str = PLATFORM

    def get(self, kind: str, reference: str | None = None, *, param: str = "id") -> Obj:
        """An object of this account: the one in the address, or the one that a parameter names."""
        return self.world.get(kind, reference or self.ids["id"], self.account, param=param)

    def picked(self, *names: str) -> dict[str, Any]:
        """What was sent of these names."""
        return {name: self.sent[name] for name in names if name in self.sent}


Runs = Callable[[Call], Any]


@dataclass(frozen=True)
class Endpoint:
    """One method on one path, what it takes, and what it does."""

    method: str
    path: str
    takes: dict[str, Param]
    run: Runs

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))


ENDPOINTS: list[Endpoint] = []


def endpoint(method: str, path: str, /, **takes: Param) -> Callable[[Runs], Runs]:
    """Let a function answer this method on this path."""

    def add(run: Runs) -> Runs:
        ENDPOINTS.append(Endpoint(method, path, {**takes, "expand": texts}, run))
        return run

    return add


def find(method: str, path: str) -> tuple[Endpoint, dict[str, str]] | None:
    """The endpoint for a request, and the ids in its address: of two that fit, the one with fewer of them."""
    fitting = [
        (candidate, found.groupdict())
        for candidate in ENDPOINTS
        if candidate.method == method and (found := candidate.pattern.fullmatch(path))
    ]
    return min(fitting, key=lambda pair: len(pair[1]), default=None)


def edit(obj: Obj, changes: dict[str, Any]) -> dict[str, Any]:
    """Change an object's values as Stripe does: hashes are merged, an empty text takes a name away.

    Returns what was there before, of what changed.
    """
    before = {}
    for name, value in changes.items():
        old = obj.get(name)
        new = _merged(old or {}, value) if isinstance(value, dict) else value
        if old != new:
            before[name], obj[name] = old, new
    return before


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Both together; what is emptied is gone, or null where its name always shows."""
    shown = {name: None for name, value in old.items() if value is None}
    given = {name: value for name, value in {**old, **new}.items() if value not in ("", None)}
    return {**shown, **given}
