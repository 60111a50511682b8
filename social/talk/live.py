"""Threads on their way to open pages: a group of the channel layer for each thread, told after the commit.

What is told is only that something happened; what a page shows of it is read for its own viewer (social.talk.sockets),
so that nobody is sent what they may no longer see. A page that misses it asks when it comes back.
"""

from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from social.models import Thread

log = structlog.get_logger(__name__)


def group_of(thread: Any) -> str:
    """The name of the group of a thread's open pages. thread: its id."""
    return f"thread.{thread.hex}"


def push(thread: Thread) -> None:
    """Something was said, changed or removed."""
    _after_commit(thread, {"type": "stirred"})


def push_marks(thread: Thread) -> None:
    """Somebody has read on."""
    _after_commit(thread, {"type": "marked"})


def _after_commit(thread: Thread, message: dict[str, Any]) -> None:
    transaction.on_commit(lambda: _send(group_of(thread.pk), message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    try:
        async_to_sync(_layer().group_send)(group, message)
    except (RedisError, OSError):
        log.warning("thread_not_pushed", group=group)


def _layer() -> Any:
    return get_channel_layer()
