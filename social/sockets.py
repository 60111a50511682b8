"""The sockets of the social floor: `/ws/notices/`, one way, from us to the page."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path

from social import lines
from social.hub import hub
from social.models import Notice

NOBODY = 4401  # our close code for "sign in first": the page then stops trying
MISSED_AT_MOST = 20
OVERLAP = timedelta(seconds=10)  # an act that began earlier may commit later; a page knows what it has shown


class NoticeSocket(AsyncWebsocketConsumer):
    """Tells a signed-in page each new notice and the number unread; on return, also what it has missed.

    Each message carries a `cursor`, an id; a page that comes back gives its last one as `?after=<id>`. What was put off
    or put away is neither counted nor told; what comes back from being put off is told like something new.
    """

    channel_layer_alias = ""  # no channel of its own: the hub has one for all

    async def connect(self) -> None:
        await self.accept()
        self.user = self.scope["user"]
        if not self.user.is_authenticated:
            await self.close(NOBODY)
            return
        session = self.scope.get("session")
        self.session_key = (session and session.session_key) or ""
        self.cursor = ""
        await hub().join(self)
        await self._tell_missed(parse_qs(self.scope["query_string"].decode()).get("after", [""])[0])

    async def disconnect(self, code: int) -> None:
        if self.user.is_authenticated:
            await hub().leave(self)

    async def show(self, text: str) -> None:
        await self.send(text_data=text)
        self.cursor = json.loads(text)["cursor"]

    async def catch_up(self) -> None:
        if self.cursor:  # else it has just come, and is being told what it has missed
            await self._tell_missed(self.cursor)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """The page has nothing to say here."""

    async def _tell_missed(self, cursor: str) -> None:
        await self.show(await database_sync_to_async(self._missed)(cursor))

    def _missed(self, cursor: str) -> str:
        since = _a_little_before(cursor)
        return lines.of_page(self._since(since) if since else [], self.user)

    def _since(self, since: datetime) -> list[Notice]:
        late = Notice.objects.visible_to(self.user).unread().with_words().filter(shown_at__gt=since)
        return list(late.order_by("-shown_at", "-pk")[:MISSED_AT_MOST])[::-1]


def _a_little_before(cursor: str) -> datetime | None:
    """A moment before the cursor's (ids begin with the milliseconds of their making)."""
    try:
        milliseconds = UUID(cursor).int >> 80
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC) - OVERLAP
    except (ValueError, OverflowError, OSError):
        return None


routes = [path("ws/notices/", NoticeSocket.as_asgi())]
