"""Stored pictures on a page: the widths a browser may choose from.

A stored picture is named by its widest version, `covers/vik-1280.webp`; the narrower ones stand beside it under the
same name, `covers/vik-640.webp`. A name without a width has one version only.
"""

import re
from functools import lru_cache

from django.core.files.storage import default_storage

WIDTHS = (640, 1280)
_WIDTH = re.compile(r"-(\d+)(\.\w+)$")


@lru_cache(maxsize=10_000)  # public pictures have plain addresses; signed ones, which expire, never come here
def url(path: str, width: int | None = None) -> str:
    """Where the picture is read, in the width asked for if it has one."""
    found = _WIDTH.search(path)
    if width and found and width < int(found[1]):
        path = f"{path[: found.start()]}-{width}{found[2]}"
    return default_storage.url(path)


def srcset(path: str) -> str:
    """Every width of the picture as a srcset; empty where there is one only."""
    found = _WIDTH.search(path)
    if not found or int(found[1]) <= WIDTHS[0]:
        return ""
    widest = int(found[1])
    widths = [*(width for width in WIDTHS if width < widest), widest]
    return ", ".join(f"{url(path, width)} {width}w" for width in widths)
