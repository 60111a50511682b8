"""Notices on their way to open pages. A page that misses one asks for it when it comes back (social/sockets.py).

Few are told by name: each page concerned is woken and reads its notice. For many that would be a query and a message
for each. They get one message for all open pages, with everything in it that theirs must show.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db.models import Count
from django.utils import translation
from redis.exceptions import RedisError

from social import kinds
from social.models import Notice

log = structlog.get_logger(__name__)

FEW = 20
AT_ONCE = 500  # people in one message
EVERYBODY = "notices.open"  # the channel group of all open pages
REMEMBERED = 24 * 3600  # seconds that an open page is known, as long as its channel group


class ForOne(Protocol):
    """A notice and whom it is for."""

    @property
    def pk(self) -> UUID: ...
    @property
    def user_id(self) -> UUID: ...


def group_of(user_id: UUID) -> str:
    """The channel group of everything that this person has open."""
    return f"notices.{user_id.hex}"


def push(notices: Sequence[ForOne]) -> None:
    """Show these on the open pages of the people concerned; all of one event. No broker: they see them next time."""
    try:
        if len(notices) <= FEW:
            for notice in notices:
                _send(group_of(notice.user_id), {"type": "notice.written", "id": str(notice.pk)})
        else:
            _push_many(notices)
    except (RedisError, OSError):
        log.warning("notices_not_pushed", notices=len(notices), first=str(notices[0].pk))


def opened(user_id: UUID) -> None:
    """Somebody has one more page open."""
    try:
        cache.add(_open(user_id), 0, REMEMBERED)
        cache.incr(_open(user_id))
    except (RedisError, OSError, ValueError):
        log.warning("open_page_not_counted", user=str(user_id))


def closed(user_id: UUID) -> None:
    """Somebody has one page less open."""
    try:
        cache.decr(_open(user_id))
    except (RedisError, OSError, ValueError):  # ValueError: forgotten meanwhile
        log.info("closed_page_not_counted", user=str(user_id))


def who_is_here(users: Collection[UUID]) -> set[UUID]:
    """Those of the people who have a page open."""
    by_key = {_open(user): user for user in users}
    return {by_key[key] for key, pages in cache.get_many(by_key).items() if pages > 0}


def as_line(notice: Notice) -> dict[str, str]:
    """What a page shows of a notice that has just come, but its id."""
    return {"text": kinds.plain(notice), "url": notice.url, "button": str(kinds.of(notice).button)}


def _push_many(notices: Iterable[ForOne]) -> None:
    of_user = {notice.user_id: notice.pk for notice in notices}
    here = who_is_here(of_user)
    if not here:
        return
    words = _in_every_language(of_user[next(iter(here))])
    for some in _chunks(sorted(here)):
        unread = _unread(some)
        told = {user.hex: [str(of_user[user]), unread.get(user, 0)] for user in some}
        _send(EVERYBODY, {"type": "notices.written", "told": told, "words": words})


def _chunks(users: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (users[start : start + AT_ONCE] for start in range(0, len(users), AT_ONCE))


def _unread(users: Collection[UUID]) -> dict[UUID, int]:
    rows = Notice.objects.filter(user__in=users).unread().values("user").annotate(unread=Count("pk"))
    return dict(rows.values_list("user", "unread"))


def _in_every_language(pk: UUID) -> dict[str, dict[str, str]]:
    notice = Notice.objects.with_words().get(pk=pk)
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = as_line(notice)
    return words


def _open(user_id: UUID) -> str:
    return f"open-pages:{user_id.hex}"


def _send(group: str, message: dict[str, Any]) -> None:
    async_to_sync(_layer().group_send)(group, message)


def _layer() -> Any:
    return get_channel_layer()
