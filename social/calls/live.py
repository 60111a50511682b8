"""Calls on their way to the pages in them: a group of the channel layer for each call, told after the commit.

What is told is only that somebody came, went or sits elsewhere; each page's socket reads who is there by itself.
"""

from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from social.models import Call

log = structlog.get_logger(__name__)


def group_of(call: Any) -> str:
    """The name of the group of a call's pages. call: its id."""
    return f"call.{call.hex}"


def push(call: Call) -> None:
    """Somebody came or went, or it has ended."""
    transaction.on_commit(lambda: _send(group_of(call.pk)), robust=True)


def _send(group: str) -> None:
    try:
        async_to_sync(_layer().group_send)(group, {"type": "changed"})
    except (RedisError, OSError):
        log.warning("call_not_pushed", group=group)


def _layer() -> Any:
    return get_channel_layer()
