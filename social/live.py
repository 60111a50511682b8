"""Notices on their way to open pages. A page that misses one asks for it when it comes back (social/sockets.py)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from social.models import Notice

log = structlog.get_logger(__name__)


def group_of(user_id: UUID) -> str:
    """The channel group of everything that this person has open."""
    return f"notices.{user_id.hex}"


def push(notices: Iterable[Notice]) -> None:
    """Wake the open pages of the people concerned, which then read the notice. No broker: they see it next time."""
    for notice in notices:
        try:
            async_to_sync(_layer().group_send)(
                group_of(notice.user_id), {"type": "notice.written", "id": str(notice.pk)}
            )
        except (RedisError, OSError):
            log.warning("notice_not_pushed", notice=str(notice.pk))


def _layer() -> Any:
    return get_channel_layer()
