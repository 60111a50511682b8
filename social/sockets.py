"""The sockets of the social floor: `/ws/notices/`, one way, from us to the page."""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.urls import path
from django.utils import translation

from marketplace.kit.ids import uuid7
from social import kinds, live, notices
from social.models import Notice

NOBODY = 4401  # our close code for "sign in first": the page then stops trying
MISSED_AT_MOST = 20
OVERLAP = 10_000  # milliseconds: an act that began earlier may commit later; a page knows what it has shown


class NoticeSocket(AsyncJsonWebsocketConsumer):
    """Tells a signed-in page each new notice and the number unread; on return, also what it has missed.

    Each message carries a `cursor`, an id; a page that comes back gives its last one as `?after=<id>`.
    """

    async def connect(self) -> None:
        await self.accept()
        self.user = self.scope["user"]
        if not self.user.is_authenticated:
            await self.close(NOBODY)
            return
        self.group = live.group_of(self.user.pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self._send(self._missed)

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def notice_written(self, event: dict[str, Any]) -> None:
        """One was written just now."""
        await self._send(self._one, UUID(event["id"]))

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """The page has nothing to say here."""

    async def _send(self, read: Any, *args: Any) -> None:
        await self.send_json(await database_sync_to_async(self._packed)(read, *args))

    def _packed(self, read: Any, *args: Any) -> dict[str, Any]:
        with translation.override(self.user.language or None):
            rows = [_told(notice) for notice in read(*args)]
            label = notices.label_of(unread := notices.count_unread(self.user))
        return {"unread": unread, "label": label, "notices": rows, "cursor": str(uuid7())}

    def _one(self, pk: UUID) -> list[Notice]:
        return list(Notice.objects.visible_to(self.user).with_words().filter(pk=pk))

    def _missed(self) -> list[Notice]:
        since = _a_little_before(parse_qs(self.scope["query_string"].decode()).get("after", [""])[0])
        if since is None:
            return []
        late = Notice.objects.visible_to(self.user).unread().with_words().filter(pk__gt=since)
        return list(late.order_by("-pk")[:MISSED_AT_MOST])[::-1]


def _a_little_before(cursor: str) -> UUID | None:
    """The smallest id of a moment before the cursor's (ids begin with the milliseconds of their making)."""
    try:
        milliseconds = UUID(cursor).int >> 80
    except ValueError:
        return None
    return UUID(int=max(milliseconds - OVERLAP, 0) << 80)


def _told(notice: Notice) -> dict[str, str]:
    return {
        "id": str(notice.pk),
        "text": kinds.plain(notice),
        "url": notice.url,
        "button": str(kinds.of(notice).button),
    }


routes = [path("ws/notices/", NoticeSocket.as_asgi())]
