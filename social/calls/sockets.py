"""The socket of a call: `/ws/calls/<id>/`. Whoever opens it is in the call, until they leave or are gone for long.

From us: {"seat", "people": [{"seat", "name", "me"}], "ice": […]} whenever somebody comes or goes, and
{"from": "<seat>", "signal": {…}}. From the page: what social.calls.signals lets through. A page that comes back after
a break gives its seat as `?seat=` and sits where it sat.

The server judges who may come, and again every few seconds: who may no longer read the thread is cut off.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.sessions.models import Session
from django.urls import path
from django.utils import translation

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from social.calls import calls, live, relays, signals
from social.models import Call

NOBODY = 4401  # sign in first
NOT_YOURS = 4403  # not, or no longer, theirs
ELSEWHERE = 4409  # they sit on another page now
OVER = 4410  # it has ended, or they have left
FULL = 4423
TOO_FAST = 4429  # the page comes back after a pause
BEAT_EVERY = 5.0  # seconds


class CallSocket(AsyncWebsocketConsumer):
    """One page in a call."""

    async def connect(self) -> None:
        await self.accept()
        self.user, self.group, self.seats = self.scope["user"], "", set[str]()
        self.seat: UUID | None = None
        self.beating: asyncio.Task[None] | None = None
        if not self.user.is_authenticated:
            await self.close(NOBODY)
            return
        self.pk = self.scope["url_route"]["kwargs"]["pk"]
        self.pace = signals.Pace(asyncio.get_running_loop().time)
        await self._come_in(_seat_in(self.scope["query_string"]))

    async def disconnect(self, code: int) -> None:
        """A page that is gone has not left: it may come back within calls.GRACE."""
        if self.beating:
            self.beating.cancel()
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        if self.seat is None:
            return
        if not self.pace.allows():
            await self.close(TOO_FAST)
        elif said := signals.read(text_data):
            await (self._leave() if said.leaves else self._pass_on(said))

    async def changed(self, event: dict[str, Any]) -> None:
        """Somebody came, went or sits elsewhere."""
        await self._tell()

    async def passed_on(self, event: dict[str, Any]) -> None:
        """A page said something to one of the others."""
        if event["to"] == str(self.seat):
            await self.send(text_data=json.dumps({"from": event["from"], "signal": event["signal"]}))

    async def _come_in(self, seat: UUID | None) -> None:
        # Into the group before the call: whoever comes at the same moment is then heard of by one way or the other.
        self.group = live.group_of(self.pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        seat, code, why = await database_sync_to_async(self._join)(seat)
        if seat is None:
            await self.send(text_data=json.dumps({"refused": why}))
            await self.close(code)
            return
        self.seat = seat
        self.beating = asyncio.create_task(self._beat())
        await self._tell()

    async def _pass_on(self, said: signals.Said) -> None:
        if said.to in self.seats and said.to != str(self.seat):
            event = {"type": "passed_on", "to": said.to, "from": str(self.seat), "signal": said.signal}
            await self.channel_layer.group_send(self.group, event)

    async def _leave(self) -> None:
        await database_sync_to_async(self._go)()
        await self.close(OVER)

    async def _tell(self) -> None:
        if self.seat is None:
            return
        people = await database_sync_to_async(self._people)()
        self.seats = {one["seat"] for one in people}
        if str(self.seat) not in self.seats:
            await self.close(ELSEWHERE if any(one["me"] for one in people) else OVER)
            return
        told = {"seat": str(self.seat), "people": people, "ice": relays.servers(str(self.seat))}
        await self.send(text_data=json.dumps(told))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            if not await database_sync_to_async(self._may_stay)():
                await database_sync_to_async(self._go)()
                await self.close(NOT_YOURS)
                return
            await database_sync_to_async(calls.tidy)(self.pk)

    def _join(self, seat: UUID | None) -> tuple[UUID | None, int, str]:
        user = User.objects.filter(pk=self.user.pk, is_active=True).first()
        call = Call.objects.visible_to(user).filter(pk=self.pk).first() if user else None
        if call is None or user is None:
            return None, NOT_YOURS, ""
        with translation.override(user.language or None):
            try:
                return calls.join(call, by=user, seat=seat).seat, 0, ""
            except Refused as refusal:
                return None, _CODES.get(type(refusal), NOT_YOURS), str(refusal)

    def _go(self) -> None:
        if self.seat and (call := Call.objects.filter(pk=self.pk).first()):
            calls.leave(call, by=self.user, seat=self.seat)

    def _people(self) -> list[dict[str, Any]]:
        """Who is there; nobody once it has ended."""
        call = Call.objects.running().filter(pk=self.pk).first()
        if call is None:
            return []
        stays = call.stays.current().select_related("user__party")
        return [
            {"seat": str(stay.seat), "name": stay.user.party.name, "me": stay.user_id == self.user.pk} for stay in stays
        ]

    def _may_stay(self) -> bool:
        return self._is_signed_in() and self.seat is not None and calls.beat(self.pk, by=self.user.pk, seat=self.seat)

    def _is_signed_in(self) -> bool:
        session = self.scope.get("session")
        key = session.session_key if session else ""
        return not key or Session.objects.filter(pk=key, expire_date__gt=clock.now()).exists()


_CODES: dict[type[Refused], int] = {calls.Full: FULL, calls.Over: OVER}


def _seat_in(query: bytes) -> UUID | None:
    with suppress(ValueError):
        return UUID(parse_qs(query.decode()).get("seat", [""])[0])
    return None


routes = [path("ws/calls/<uuid:pk>/", CallSocket.as_asgi())]
