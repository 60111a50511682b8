"""What pages in a call may say to each other through us, and how fast. Anything else is not passed on.

{"to": "<seat>", "signal": {"description": {"type": "offer", "sdp": "…"}}}     (RFC 8829: offer, answer, rollback)
{"to": "<seat>", "signal": {"candidate": {"candidate": "…", "sdpMid": "0", …}}}      (a way to reach a browser)
{"to": "<seat>", "signal": {"state": {"mic": true, "camera": false, "screen": false}}}
{"leave": true}
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

LETTERS = 32_000  # an offer of one picture and one voice has about 7,000
BURST, A_SECOND = 240, 40.0  # a page that meets three others at once says about a hundred things in a second
KINDS = {"offer", "answer", "rollback"}
STATES = {"mic", "camera", "screen"}
CANDIDATE = {"candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"}


@dataclass(frozen=True)
class Said:
    """One thing that a page said: that it leaves, or something to another page."""

    leaves: bool = False
    to: str = ""
    signal: dict[str, Any] | None = None


class Pace:
    """How much one page has said lately. A bucket that fills by itself."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._left, self._at = clock, float(BURST), clock()

    def allows(self) -> bool:
        """Whether one more is not too fast."""
        now = self._clock()
        self._left, self._at = min(BURST, self._left + (now - self._at) * A_SECOND), now
        self._left -= 1
        return self._left >= 0


def read(text: Any) -> Said | None:
    """What a page said; None for anything that is not of these shapes."""
    said = _json(text)
    if said == {"leave": True}:
        return Said(leaves=True)
    if set(said) != {"to", "signal"} or not _is_seat(said["to"]) or not _is_signal(said["signal"]):
        return None
    return Said(to=said["to"], signal=said["signal"])


def _json(text: Any) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        said = json.loads(text) if isinstance(text, str) and len(text) <= LETTERS else {}
        return said if isinstance(said, dict) else {}
    return {}


def _is_seat(value: Any) -> bool:
    with suppress(ValueError):
        return isinstance(value, str) and str(UUID(value)) == value
    return False


def _is_signal(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((kind, content),) = value.items()
    return kind in _SHAPES and _SHAPES[kind](content)


def _is_description(value: Any) -> bool:
    is_whole = isinstance(value, dict) and set(value) == {"type", "sdp"}
    return is_whole and isinstance(value["type"], str) and value["type"] in KINDS and isinstance(value["sdp"], str)


def _is_candidate(value: Any) -> bool:
    if not isinstance(value, dict) or not set(value) <= CANDIDATE:
        return False
    return all(one is None or isinstance(one, str | int) for one in value.values())


def _is_state(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == STATES and all(isinstance(one, bool) for one in value.values())


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "description": _is_description,
    "candidate": _is_candidate,
    "state": _is_state,
}
