"""The sockets of the social floor: `/ws/notices/`, one way, from us to the page."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.urls import path
from django.utils import translation

from marketplace.kit.ids import uuid7
from social import live, notices
from social.models import Notice

NOBODY = 4401  # our close code for "sign in first": the page then stops trying
MISSED_AT_MOST = 20
OVERLAP = timedelta(seconds=10)  # an act that began earlier may commit later; a page knows what it has shown


class NoticeSocket(AsyncJsonWebsocketConsumer):
    """Tells a signed-in page each new notice and the number unread; on return, also what it has missed.

    Each message carries a `cursor`, an id; a page that comes back gives its last one as `?after=<id>`. What was put off
    or put away is neither counted nor told; what comes back from being put off is told like something new.
    """

    async def connect(self) -> None:
        await self.accept()
        self.user = self.scope["user"]
        if not self.user.is_authenticated:
            await self.close(NOBODY)
            return
        self.groups = [live.group_of(self.user.pk), live.EVERYBODY]
        for group in self.groups:
            await self.channel_layer.group_add(group, self.channel_name)
        await sync_to_async(live.opened)(self.user.pk)
        await self._send(self._missed)

    async def disconnect(self, code: int) -> None:
        if self.user.is_authenticated:
            await sync_to_async(live.closed)(self.user.pk)

    async def notice_written(self, event: dict[str, Any]) -> None:
        """One was written just now."""
        await self._send(self._one, UUID(event["id"]))

    async def notices_written(self, event: dict[str, Any]) -> None:
        """Something was told to many, maybe also to this person. All that the page needs is in the message."""
        if mine := event["told"].get(self.user.pk.hex):
            pk, unread = mine
            words = event["words"].get(self.user.language) or event["words"][settings.LANGUAGE_CODE]
            with translation.override(self.user.language or None):
                await self.send_json(_packet(unread, [{"id": pk, **words}]))

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """The page has nothing to say here."""

    async def _send(self, read: Any, *args: Any) -> None:
        await self.send_json(await database_sync_to_async(self._packed)(read, *args))

    def _packed(self, read: Any, *args: Any) -> dict[str, Any]:
        with translation.override(self.user.language or None):
            rows = [{"id": str(notice.pk), **live.as_line(notice)} for notice in read(*args)]
            return _packet(notices.count_unread(self.user), rows)

    def _one(self, pk: UUID) -> list[Notice]:
        return list(Notice.objects.visible_to(self.user).with_words().filter(pk=pk))

    def _missed(self) -> list[Notice]:
        since = _a_little_before(parse_qs(self.scope["query_string"].decode()).get("after", [""])[0])
        if since is None:
            return []
        late = Notice.objects.visible_to(self.user).unread().with_words().filter(shown_at__gt=since)
        return list(late.order_by("-shown_at", "-pk")[:MISSED_AT_MOST])[::-1]


def _a_little_before(cursor: str) -> datetime | None:
    """A moment before the cursor's (ids begin with the milliseconds of their making)."""
    try:
        milliseconds = UUID(cursor).int >> 80
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC) - OVERLAP
    except (ValueError, OverflowError, OSError):
        return None


def _packet(unread: int, rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"unread": unread, "label": notices.label_of(unread), "notices": rows, "cursor": str(uuid7())}


routes = [path("ws/notices/", NoticeSocket.as_asgi())]
