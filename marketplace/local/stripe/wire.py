"""Requests and replies as they are on the wire: nested forms in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """One HTTP request. Header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def sent(self) -> dict[str, Any]:
        """What was sent, from address and body together, unfolded: `a[b][0]=c` is {"a": {"b": ["c"]}}."""
        pairs = [*_pairs(urlsplit(self.target).query), *_pairs(self.body.decode("utf-8", "replace"))]
        return unfold(pairs)


@dataclass(frozen=True)
class Reply:
    """One HTTP reply. `ends`: how the wire fails it, if it does (`faults`)."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    ends: str = ""

    @classmethod
    def of(cls, status: int, value: Any, **headers: str) -> Reply:
        """A reply in JSON."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value, indent=2).encode(), {"Content-Type": "application/json", **named})


def unfold(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Nested dicts and lists from the names of a form."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        at, *steps = [part.rstrip("]") for part in name.split("[")]
        place = root
        for step in steps:
            inner = place.setdefault(at, {})
            if not isinstance(inner, dict):
                break
            place, at = inner, step or str(len(inner))
        place[at] = value
    return {name: _listed(value) for name, value in root.items()}


def _listed(value: Any) -> Any:
    """A dict whose names are 0, 1, 2 … is a list."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(inner) for name, inner in value.items()}


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)
