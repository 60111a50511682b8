"""Public ids: UUID version 7 (RFC 9562, section 5.7), so that rows made together lie together in an index."""

import os
import time
from threading import Lock
from uuid import UUID

_lock = Lock()
_last = 0


def uuid7() -> UUID:
    """A time-ordered id: 48 bits of Unix milliseconds, then 74 random bits.

    Those that a process makes within one millisecond count on from the first, so that they keep the order in which they
    were made (section 6.2, method 2).
    """
    global _last
    milliseconds = time.time_ns() // 1_000_000
    with _lock:
        _last = _last + 1 if _last >> 80 == milliseconds else _fresh(milliseconds)
        return UUID(int=_last)


def read(text: str) -> UUID | None:
    """The id that was typed or came in an address; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _fresh(milliseconds: int) -> int:
    """The highest random bit stays 0, so that counting on never reaches the bits of the variant."""
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (7 << 76)
    return (value & ~(0b111 << 61)) | (0b100 << 61)
