"""Boards on their way to open pages, through projects.boards.hub.

A message only wakes: it names a board. What is told is then read from the board's own numbered changes, so a message
that is lost, late or doubled loses and doubles nothing.
"""

from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def group(board: UUID) -> str:
    """The channel group of all processes in which pages of this board are open."""
    return f"board.{board.hex}"


def wake(board: UUID) -> None:
    """Once this act has committed, let the open pages of the board hear of it."""
    transaction.on_commit(lambda: push(board))


def push(board: UUID) -> None:
    """No broker: the pages see it a few seconds later, when they are looked after."""
    try:
        async_to_sync(_layer().group_send)(group(board), {"type": "board.changed", "board": board.hex})
    except (RedisError, OSError):
        log.warning("board_not_pushed", board=str(board))


def _layer() -> Any:
    return get_channel_layer()
