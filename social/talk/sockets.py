"""The socket of a thread: `/ws/threads/<id>/`. What is said, changed, read and typed there, within a second.

From us: {"pulse": 41, "lines": [{"number", "html", "day"}], "read": "…", "is_cut",
"waiting", "label"} and {"typing": "Cleo Marsh"}. From
the page: {"read": 41} and {"typing": true}. A page that comes back gives its last pulse as `?after=41` and hears all
since.

Who may read it is asked when they come, before anything is sent, and every few seconds: who left the company, or was
signed out elsewhere, is cut off.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone, translation

from marketplace.kit import clock
from social import rest
from social.models import Thread
from social.talk import live, pages, threads, unread

NOBODY = 4401  # sign in first; the page stops trying
NOT_YOURS = 4403  # not, or no longer, theirs to read; the page stops trying
LOOK_EVERY = 5.0  # seconds until somebody who may no longer read it is cut off
LETTERS = 200  # a page has nothing longer to say here
BREATH = 1.0  # seconds between two signs of typing that are passed on


class ThreadSocket(AsyncWebsocketConsumer):
    """One open page of one thread."""

    async def connect(self) -> None:
        await self.accept()
        self.user, self.looking = self.scope["user"], None
        if not self.user.is_authenticated:
            await self.close(NOBODY)
            return
        self.pk = self.scope["url_route"]["kwargs"]["pk"]
        session = self.scope.get("session")
        self.session_key = (session and session.session_key) or ""
        self.pulse, self.typed_at = _number(parse_qs(self.scope["query_string"].decode()).get("after", [""])[0]), 0.0
        self.group = live.group_of(self.pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        self.looking = asyncio.create_task(self._look())
        await self._tell()

    async def disconnect(self, code: int) -> None:
        if self.looking:
            self.looking.cancel()
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        said = _said(text_data)
        if said.get("typing"):
            await self._pass_on_typing()
        if number := _number(said.get("read")):
            await database_sync_to_async(self._read)(number)

    async def stirred(self, event: dict[str, Any]) -> None:
        """Something was said, changed or removed."""
        await self._tell()

    async def marked(self, event: dict[str, Any]) -> None:
        """Somebody has read on."""
        await self._tell()

    async def typing(self, event: dict[str, Any]) -> None:
        """Somebody else is writing."""
        if event["user"] != str(self.user.pk):
            await self.send(text_data=json.dumps({"typing": event["name"]}))

    async def _tell(self) -> None:
        told = await database_sync_to_async(self._told)()
        if told is None:
            await self.close(NOT_YOURS)
            return
        self.pulse = told["pulse"]
        await self.send(text_data=json.dumps(told))

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if not await database_sync_to_async(self._may_stay)():
                await self.close(NOT_YOURS)
                return

    async def _pass_on_typing(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self.typed_at < BREATH:
            return
        self.typed_at = now
        name = await database_sync_to_async(self._name)()
        if name:
            await self.channel_layer.group_send(self.group, {"type": "typing", "user": str(self.user.pk), "name": name})

    def _thread(self) -> Thread | None:
        return Thread.objects.visible_to(self.user).filter(pk=self.pk).first()

    def _told(self) -> dict[str, Any] | None:
        thread = self._thread()
        return payload(thread, self.user, self.pulse) if thread else None

    def _may_stay(self) -> bool:
        is_signed_in = (
            not self.session_key or Session.objects.filter(pk=self.session_key, expire_date__gt=clock.now()).exists()
        )
        return is_signed_in and self._thread() is not None

    def _name(self) -> str:
        return self.user.party.name if self._thread() else ""

    def _read(self, number: int) -> None:
        if thread := self._thread():
            threads.read(thread, by=self.user, up_to=number)


def payload(thread: Thread, user: Any, pulse: int) -> dict[str, Any]:
    """What is new to a page since this pulse, in its viewer's language and time."""
    with translation.override(user.language or None), timezone.override(rest.zone_of(user.timezone)):
        lines, is_cut = pages.since(thread, user, pulse)
        waiting = unread.count(user)
        return {
            "pulse": thread.pulse,
            "lines": [
                {"number": line.message.number, "day": line.day, "html": render_to_string(LINE, {"line": line})}
                for line in lines
            ],
            "read": pages.read_line(thread, user),
            "is_cut": is_cut,
            "waiting": waiting,
            "label": unread.label_of(waiting),
        }


LINE = "social/threads/_line.html"


def _said(text: Any) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        said = json.loads(text) if text and len(text) <= LETTERS else {}
        return said if isinstance(said, dict) else {}
    return {}


def _number(value: Any) -> int:
    """A figure of the page; 0 for anything else."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


routes = [path("ws/threads/<uuid:pk>/", ThreadSocket.as_asgi())]
