"""Where whole pages are kept: in Redis, shared by all page workers, each with the generation it was drawn in.

When anything that lists show changes, the generation is turned over and every kept page is stale from that moment. One
number instead of a web of "this page shows that row": exact, and a page is drawn at most once a generation.
"""

import json
import struct
import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import cast

import structlog
from django.conf import settings

from marketplace.kit import redis

log = structlog.get_logger(__name__)

GENERATION = "pages:generation"
DRAWING_TIME = 1000  # ms in which one worker draws a stale page anew and the others answer with the old copy
MOST_A_MINUTE = 2000  # pages kept a minute, so that made-up addresses cannot fill the memory
PAUSE = 5.0  # seconds without asking after Redis did not answer
GLANCE = 0.2  # seconds for which a worker trusts its own copy without asking; so long may a page outlive a turn-over
MOST_AT_HAND = 128  # copies

Headers = list[tuple[str, str]]
_HEAD = struct.Struct("!qdI")


@dataclass(frozen=True)
class Kept:
    """A page as it was sent: its headers and its body, encoded as the key says."""

    headers: Headers
    body: bytes
    etag: str


@dataclass(frozen=True)
class Found:
    """What the store knows of a key. `page` may be stale; `generation` is what a page drawn now belongs to."""

    generation: int
    page: Kept | None = None
    is_fresh: bool = False


class PageStore:
    """Reads and writes pages. Nothing here raises: without Redis there are no kept pages."""

    def __init__(self) -> None:
        self._asleep_until = 0.0
        self._at_hand: dict[str, tuple[float, Found]] = {}

    def find(self, key: str) -> Found | None:
        """The page under the key, in one round trip or none; None where Redis is away."""
        now = time.monotonic()
        until, found = self._at_hand.get(key, (0.0, None))
        if found and now < until:
            return found
        found = None if now < self._asleep_until else self._ask(key)
        if found and found.is_fresh:
            if len(self._at_hand) >= MOST_AT_HAND:
                self._at_hand.clear()
            self._at_hand[key] = (now + GLANCE, found)
        return found

    def _ask(self, key: str) -> Found | None:
        try:
            generation, packed = cast("list[bytes | None]", redis.client().mget(GENERATION, key))
        except redis.Away:
            self._asleep_until = time.monotonic() + PAUSE
            log.warning("page_store_away")
            return None
        current = int(generation or 0)
        return _unpacked(packed, current) if packed else Found(current)

    def may_draw(self, key: str) -> bool:
        """Whether this worker is the one that draws the stale page anew; the others answer with the old copy."""
        try:
            return bool(redis.client().set(f"{key}:drawing", b"", nx=True, px=DRAWING_TIME))
        except redis.Away:
            return True

    def keep(self, key: str, page: Kept, generation: int) -> None:
        """Keep the page that was drawn in this generation; it is served stale for as long again while it is redrawn."""
        seconds = settings.PAGE_CACHE_SECONDS
        meta = json.dumps([page.etag, page.headers]).encode()
        packed = _HEAD.pack(generation, time.time() + seconds, len(meta)) + meta + page.body
        try:
            if self._is_within_bounds():
                redis.client().set(key, packed, ex=2 * seconds)
            redis.client().delete(f"{key}:drawing")
        except redis.Away:
            log.warning("page_store_away")

    def _is_within_bounds(self) -> bool:
        minute = f"pages:kept:{int(time.time() // 60)}"
        pipeline = redis.client().pipeline(transaction=False)
        pipeline.incr(minute)
        pipeline.expire(minute, 120)
        return int(pipeline.execute()[0]) <= MOST_A_MINUTE


def turn_over() -> None:
    """Make every kept page stale. Called when a change has been committed, by `listings.publish` and its like."""
    try:
        redis.client().incr(GENERATION)
    except redis.Away:
        log.warning("page_store_away")  # pages live for PAGE_CACHE_SECONDS at most


def key_of(*parts: str) -> str:
    """The key of a page that differs by these parts."""
    return "page:" + blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def etag_of(body: bytes, encoding: str) -> str:
    """A strong tag: other bytes, other tag; the same page in another encoding is other bytes."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}{encoding[:1]}"'


def _unpacked(packed: bytes, current: int) -> Found:
    generation, expires, length = _HEAD.unpack_from(packed)
    start = _HEAD.size + length
    etag, headers = json.loads(packed[_HEAD.size : start])
    page = Kept([(name, value) for name, value in headers], packed[start:], etag)
    return Found(current, page, is_fresh=generation == current and time.time() < expires)
