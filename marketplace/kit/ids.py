"""Public ids: UUID version 7 (RFC 9562, section 5.7), so that rows made together lie together in an index."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered id: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (2 << 62)
    return UUID(int=value)
