"""`/ws/contracts/<id>/board/`: one way, from a board to the pages on which it is open."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path

from projects.boards import telling
from projects.boards.hub import CLOSED, hub
from projects.boards.telling import Told
from projects.models import Board, Contract

NOBODY = 4401  # our close code for "sign in first": the page then stops trying


class BoardSocket(AsyncWebsocketConsumer):
    """Tells an open board every change after the one that it shows (`?after=<number>`), in order, without a gap.

    Who may not read the contract is closed with CLOSED, at once or as soon as that is so.
    """

    channel_layer_alias = ""  # no channel of its own: the hub has one for all

    async def connect(self) -> None:
        await self.accept()
        self.user = self.scope["user"]
        self.joined = False
        if not self.user.is_authenticated:
            await self.close(NOBODY)
            return
        self.contract: UUID = self.scope["url_route"]["kwargs"]["pk"]
        found = await database_sync_to_async(self._board)()
        if found is None:
            await self.close(CLOSED)
            return
        session = self.scope.get("session")
        self.session_key = (session and session.session_key) or ""
        self.board, last = found
        self.at = _number(parse_qs(self.scope["query_string"].decode()).get("after", [""])[0], last)
        self.catching_up = asyncio.Lock()
        self.joined = True
        await hub().join(self)
        await self._catch_up()

    async def disconnect(self, code: int) -> None:
        if self.joined:
            await hub().leave(self)

    async def tell(self, told: Told) -> None:
        if told.first > self.at + 1:
            await self._catch_up()
        elif told.last > self.at:
            self.at = told.last
            await self.show(_mine(told.texts.get(self.user.language) or next(iter(told.texts.values())), self.user.pk))

    async def show(self, text: str) -> None:
        await self.send(text_data=text)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """The page has nothing to say here: what it changes goes over HTTP."""

    async def _catch_up(self) -> None:
        async with self.catching_up:
            told = await database_sync_to_async(telling.since)(self.board, self.at, [self.user.language])
            if told:
                await self.tell(told)

    def _board(self) -> tuple[UUID, int] | None:
        mine = Contract.objects.visible_to(self.user).filter(pk=self.contract)
        return Board.objects.filter(contract__in=mine).values_list("pk", "last_change").first()


def _number(text: str, last: int) -> int:
    """The number in an address; the last one where it is none, so that nothing is told twice."""
    try:
        number = int(text)
    except ValueError:
        return last
    return number if 0 <= number <= last else last


def _mine(text: str, user: UUID) -> str:
    """The message with the reader's own id, by which the page knows what it did itself."""
    return f'{text[:-1]}, "mine": {json.dumps(user.hex)}}}'


routes = [path("ws/contracts/<uuid:pk>/board/", BoardSocket.as_asgi())]
