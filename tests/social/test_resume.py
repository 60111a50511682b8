"""A real socket that is cut in the middle: what happened meanwhile is there when it comes back, and nothing twice."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect

from social import live
from social.models import Notice
from tests import cast
from tests.browser import sockets
from tests.social import telling

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(settings: Any) -> Iterator[str]:
    """The socket server with Redis behind it, as it is served."""
    telling.declare()
    with sockets.running(settings) as running:
        yield f"{running}/ws/notices/"


class OpenPage:
    """What static/js/site/notices.js does: it shows what it does not know, and comes back with its last cursor."""

    def __init__(self, address: str, browser: Client) -> None:
        name = site_settings.SESSION_COOKIE_NAME
        self.address, self.headers = address, {"Cookie": f"{name}={browser.cookies[name].value}"}
        self.cursor, self.shown = "", list[str]()
        self.socket: ClientConnection | None = None

    async def open(self) -> None:
        after = f"?after={self.cursor}" if self.cursor else ""
        origin: Any = self.address.replace("ws:", "http:").split("/ws/")[0]
        self.socket = await connect(self.address + after, additional_headers=self.headers, origin=origin)
        await self.hear()

    async def hear(self) -> None:
        assert self.socket
        message = json.loads(await asyncio.wait_for(self.socket.recv(), 5))
        self.cursor = message["cursor"]
        self.shown += [line["url"] for line in message["notices"] if line["url"] not in self.shown]

    async def hear_of(self, number: int) -> None:
        while len(self.shown) < number:
            await self.hear()

    def cut(self) -> None:
        """As when a cable is pulled: no farewell."""
        assert self.socket
        self.socket.transport.abort()


def wave(person: Any, *words: str) -> None:
    """Tell somebody of these, each an event of its own. Runs in a thread that nobody uses again."""
    for word in words:
        live.push([Notice.objects.create(user=person, kind="waved", key=word, url=f"/{word}/")])
    connection.close()


def test_what_happens_while_a_socket_is_cut_is_there_when_it_comes_back(address, client_of):
    ada = cast.ada()
    page = OpenPage(address, client_of(ada))
    asides = sync_to_async(wave, thread_sensitive=False)

    async def story() -> None:
        await page.open()
        await asides(ada, "one", "two")
        await page.hear_of(2)
        for number in range(3):
            page.cut()
            await asides(ada, f"cut-{number}-a", f"cut-{number}-b")
            await page.open()
            await asides(ada, f"open-{number}")
            await page.hear_of(2 + 3 * (number + 1))
        page.cut()

    async_to_sync(story)()
    told = Notice.objects.values_list("url", flat=True)
    assert sorted(page.shown) == sorted(told)
    assert len(page.shown) == len(set(page.shown)) == 11
