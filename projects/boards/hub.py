"""All boards that are open in this process: one channel for all of them, and one reading for all pages of a board.

A message wakes a board; then what is new is read from its numbered changes once and sent to each page that may still
have it. Whoever has left the contract or signed out is cut off within LOOK_EVERY, and is told nothing that is read
more than FRESH after that. The look also finds what a lost message would have told.
"""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from projects.boards import live, looks, presence, telling
from projects.boards.telling import Told

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds until the broker is asked again
LOOK_EVERY = 3.0  # seconds
FRESH = 1.0  # seconds for which a look at who may read is good enough to tell a change
STAY_EVERY = 3600.0  # seconds; a group forgets its members after a day
CLOSED = 4403  # our close code for "not yours any more": the page stays away
AGAIN = 4000  # "come back": its session has ended, so it will be asked to sign in


class Page(Protocol):
    """One open page, as the hub sees it: projects.boards.sockets.BoardSocket."""

    user: Any
    session_key: str
    board: UUID
    contract: UUID
    at: int

    async def tell(self, told: Told) -> None:
        """Let the page have these changes, if they are new to it."""

    async def show(self, text: str) -> None:
        """Let the page have this message."""

    async def close(self, code: int) -> None:
        """End it."""


class OpenBoard:
    """One board and its pages in this process. at: the number up to which they were told."""

    def __init__(self, pk: UUID, contract: UUID, at: int) -> None:
        self.pk, self.contract, self.at = pk, contract, at
        self.pages: set[Page] = set()
        self.shown_here: list[UUID] = []
        self.looked = 0.0
        self.is_awake = False
        self.telling: asyncio.Task[None] | None = None

    @property
    def users(self) -> set[UUID]:
        return {page.user.pk for page in self.pages}


class Hub:
    """The open boards of one event loop."""

    def __init__(self) -> None:
        self._boards: dict[UUID, OpenBoard] = {}
        self._listening: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()
        self._channel = ""
        self._sending: set[asyncio.Task[None]] = set()

    async def join(self, page: Page) -> None:
        """Tell this page from now on."""
        board = self._boards.get(page.board)
        if board is None:
            board = self._boards[page.board] = OpenBoard(page.board, page.contract, page.at)
        board.pages.add(page)
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        try:
            await asyncio.wait_for(self._is_listening.wait(), PAUSE)
            await get_channel_layer().group_add(live.group(board.pk), self._channel)
        except (TimeoutError, RedisError, OSError):
            log.warning("board_opened_without_broker")
        await self._say_who_is_here(board, to_all=True)

    async def leave(self, page: Page) -> None:
        """Tell it no more."""
        board = self._boards.get(page.board)
        if board is None:
            return
        board.pages.discard(page)
        gone = [page.user.pk] if page.user.pk not in board.users else []
        await self._say_who_is_here(board, gone=gone)
        if not board.pages:
            self._boards.pop(board.pk, None)
            await self._leave_group(board.pk)
        if not self._boards and self._listening:
            listening, self._listening = self._listening, None
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _leave_group(self, board: UUID) -> None:
        try:
            await get_channel_layer().group_discard(live.group(board), self._channel)
        except (RedisError, OSError, TypeError):  # away, or never joined: the group forgets its members by itself
            log.info("board_left_without_broker")

    async def _listen(self) -> None:
        layer: Any = get_channel_layer()
        while True:
            try:
                await self._listen_on(layer, await layer.new_channel())
            except* (RedisError, OSError) as away:
                log.warning("broker_away", errors=[str(error) for error in away.exceptions])
            await asyncio.sleep(PAUSE)

    async def _listen_on(self, layer: Any, channel: str) -> None:
        try:
            await self._join_groups(layer, channel)
            self._channel = channel
            self._is_listening.set()
            for board in self._boards.values():
                self._wake(board)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive(layer, channel))
                tasks.create_task(self._stay(layer, channel))
                tasks.create_task(self._look_after())
        finally:
            self._is_listening.clear()
            for pk in list(self._boards):
                await layer.group_discard(live.group(pk), channel)

    async def _join_groups(self, layer: Any, channel: str) -> None:
        for pk in list(self._boards):
            await layer.group_add(live.group(pk), channel)

    async def _receive(self, layer: Any, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            board = self._boards.get(UUID(hex=message["board"]))
            if board and message["type"] == "board.here":
                self._send([self._say_who_is_here(board, is_told=True)])
            elif board:
                self._wake(board)

    async def _stay(self, layer: Any, channel: str) -> None:
        while True:
            await asyncio.sleep(STAY_EVERY)
            await self._join_groups(layer, channel)

    def _wake(self, board: OpenBoard) -> None:
        """Read and tell what is new. What comes while that is done is told together right after it."""
        board.is_awake = True
        if board.telling is None or board.telling.done():
            board.telling = asyncio.create_task(self._tell(board))

    async def _tell(self, board: OpenBoard) -> None:
        while board.is_awake and board.pages:
            board.is_awake = False
            try:
                if monotonic() - board.looked > FRESH:
                    await self._look_at([board])
                languages = {page.user.language for page in board.pages}
                told = await database_sync_to_async(telling.since)(board.pk, board.at, languages)
            except Exception:  # one reading that fails must not keep the next from being told
                log.exception("board_not_told", board=str(board.pk))
                return
            if told:
                board.at = told.last
                self._send(page.tell(told) for page in board.pages)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            boards = list(self._boards.values())
            try:
                await self._look_at(boards)
            except Exception:  # a look that fails is made again
                log.exception("boards_not_looked_after")
                continue
            for board in boards:
                await self._say_who_is_here(board)

    async def _look_at(self, boards: list[OpenBoard]) -> None:
        """Cut off who may read no more, and wake what was not told."""
        pages = {board.pk: list(board.pages) for board in boards}  # who joins while this looks was looked at just now
        keys = {page.session_key for some in pages.values() for page in some}
        seen = await database_sync_to_async(looks.take)({board.pk: board.contract for board in boards}, keys)
        for board in boards:
            board.looked = monotonic()
            for page in pages[board.pk]:
                if page.user.pk not in seen.readers.get(board.contract, ()):
                    self._cut_off(board, page, CLOSED)
                elif page.session_key and page.session_key not in seen.running:
                    self._cut_off(board, page, AGAIN)
            if seen.last.get(board.pk, 0) > board.at:
                self._wake(board)

    def _cut_off(self, board: OpenBoard, page: Page, code: int) -> None:
        board.pages.discard(page)
        self._send([page.close(code)])

    async def _say_who_is_here(
        self, board: OpenBoard, *, gone: Iterable[UUID] = (), to_all: bool = False, is_told: bool = False
    ) -> None:
        """Keep the list of who is here, and show it where it has changed. is_told: another process asks to look."""
        gone, before = list(gone), board.shown_here
        here = await database_sync_to_async(presence.note)(board.pk, board.users, gone)
        if here == before and not to_all:
            return
        board.shown_here = here
        text = await database_sync_to_async(presence.as_text)(here)
        self._send(page.show(text) for page in board.pages)
        if here != before and not is_told:
            try:
                message = {"type": "board.here", "board": board.pk.hex}
                await get_channel_layer().group_send(live.group(board.pk), message)
            except (RedisError, OSError):
                log.warning("presence_not_pushed", board=str(board.pk))

    def _send(self, sending: Iterable[Any]) -> None:
        """All at once and without waiting, so that a page on a slow line holds up no other."""
        for one in sending:
            task = asyncio.create_task(one)
            self._sending.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: "asyncio.Task[None]") -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.info("page_gone", error=str(error))


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running loop. A server has one loop, and so one hub."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
