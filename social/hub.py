"""All open pages of this process. What is told comes in once, on one channel, and goes out to the pages concerned.

A channel and a group for each page would be a message for each, and for a thousand pages a thousand times the work.
Here a message names people and their notices; of those who have a page open in this process the sentence and the
figures are read in two queries, however many they are.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from redis.exceptions import RedisError

from marketplace.kit import clock
from social import lines, live

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds until the broker is asked again
STAY_EVERY = 3600.0  # seconds; a group forgets its members after a day
LOOK_EVERY = 60.0  # seconds until a page hears that its session has ended
AGAIN = 4000  # our close code for "come back": a page whose session has ended is sent away then


class Page(Protocol):
    """One open page, as the hub sees it: social.sockets.NoticeSocket."""

    user: Any
    session_key: str

    async def show(self, text: str) -> None:
        """Let the page have this message."""

    async def catch_up(self) -> None:
        """Let the page have what it has missed while the hub heard nothing."""

    async def close(self, code: int) -> None:
        """End it."""


class Hub:
    """The pages of one event loop."""

    def __init__(self) -> None:
        self._pages: dict[UUID, set[Page]] = {}
        self._listening: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()

    async def join(self, page: Page) -> None:
        """Tell this page from now on. Where the broker is away, it is told what it has missed once that is back."""
        self._pages.setdefault(page.user.pk, set()).add(page)
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        try:
            await asyncio.wait_for(self._is_listening.wait(), PAUSE)
        except TimeoutError:
            log.warning("page_opened_without_broker")

    async def leave(self, page: Page) -> None:
        """Tell it no more."""
        mine = self._pages.get(page.user.pk, set())
        mine.discard(page)
        if not mine:
            self._pages.pop(page.user.pk, None)
        if not self._pages and self._listening:
            listening, self._listening = self._listening, None
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

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
            await layer.group_add(live.EVERYBODY, channel)
            self._is_listening.set()
            self._send(page.catch_up() for page in self._all())
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive(layer, channel))
                tasks.create_task(self._stay(layer, channel))
                tasks.create_task(self._look_after_sessions())
        finally:
            self._is_listening.clear()
            await layer.group_discard(live.EVERYBODY, channel)

    async def _receive(self, layer: Any, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            try:
                await (self._count(message["people"]) if "people" in message else self._tell(message["told"]))
            except Exception:  # one message that can't be told must not keep the next ones from being told
                log.exception("pages_not_told", people=len(message.get("told", message.get("people", ()))))

    async def _stay(self, layer: Any, channel: str) -> None:
        while True:
            await asyncio.sleep(STAY_EVERY)
            await layer.group_add(live.EVERYBODY, channel)

    async def _tell(self, told: dict[str, str]) -> None:
        here = {user: UUID(pk) for key, pk in told.items() if (user := UUID(key)) in self._pages}
        if here:
            languages = {user: next(iter(self._pages[user])).user.language for user in here}
            texts = await database_sync_to_async(lines.of_event)(here, languages)
            self._send(page.show(texts[user]) for user in texts for page in self._pages.get(user, ()))

    async def _count(self, people: list[str]) -> None:
        here = [user for key in people if (user := UUID(key)) in self._pages]
        if here:
            users = [next(iter(self._pages[user])).user for user in here]
            texts = await database_sync_to_async(lines.of_figures)(users)
            self._send(page.show(texts[user]) for user in here for page in self._pages.get(user, ()))

    async def _look_after_sessions(self) -> None:
        """Whoever was signed out elsewhere hears nothing more here."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            keys = {page.session_key for page in self._all() if page.session_key}
            ended = keys - await database_sync_to_async(_running)(keys)
            self._send(page.close(AGAIN) for page in self._all() if page.session_key in ended)

    def _all(self) -> list[Page]:
        return [page for pages in self._pages.values() for page in pages]

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


def _running(keys: set[str]) -> set[str]:
    running = Session.objects.filter(pk__in=keys, expire_date__gt=clock.now())
    return set(running.values_list("pk", flat=True))
