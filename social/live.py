"""Notices on their way to open pages, through social.hub. A page that misses one asks for it when it comes back.

However many are told, an act or a worker sends one message for two thousand of them: who, and which notice. What the
pages show is read where they are open, and only for those that are.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

AT_ONCE = 2000  # people in one message
EVERYBODY = "notices.open"  # the channel group of all processes that hold open pages


class ForOne(Protocol):
    """A notice and whom it is for."""

    @property
    def pk(self) -> UUID: ...
    @property
    def user_id(self) -> UUID: ...


def push(told: Sequence[ForOne]) -> None:
    """Show these on the open pages of the people concerned; all of one event. No broker: they see them next time."""
    try:
        async_to_sync(_send)(_messages(told))
    except (RedisError, OSError):
        log.warning("notices_not_pushed", notices=len(told))


def count_after_commit(users: Sequence[UUID]) -> None:
    """The same as `count`, once what changed it stands."""
    if users:
        transaction.on_commit(lambda: count(users), robust=True)


def count(users: Iterable[UUID]) -> None:
    """Let the open pages of these people show how much waits for them now."""
    people = [user.hex for user in users]
    try:
        for begin in range(0, len(people), AT_ONCE):
            async_to_sync(_layer().group_send)(
                EVERYBODY, {"type": "counted", "people": people[begin : begin + AT_ONCE]}
            )
    except (RedisError, OSError):
        log.warning("figures_not_pushed", people=len(people))


def _messages(told: Iterable[ForOne]) -> Iterator[dict[str, Any]]:
    rest = iter(told)
    while some := list(islice(rest, AT_ONCE)):
        yield {"type": "told", "told": {one.user_id.hex: one.pk.hex for one in some}}


async def _send(messages: Iterator[dict[str, Any]]) -> None:
    layer = _layer()
    for message in messages:
        await layer.group_send(EVERYBODY, message)


def _layer() -> Any:
    return get_channel_layer()
