"""A page that listens to a socket, without a browser: the few messages of the ASGI protocol that our sockets use."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from social.sockets import NoticeSocket


class Listener:
    """`await listener.open()`, `await listener.hear()`, `await listener.close()`."""

    def __init__(self, user: Any, query: str = "") -> None:
        scope = {
            "type": "websocket",
            "path": "/ws/notices/",
            "query_string": query.encode(),
            "headers": [],
            "user": user,
        }
        self.wire = ApplicationCommunicator(NoticeSocket.as_asgi(), scope)

    async def open(self) -> "Listener":
        await self.wire.send_input({"type": "websocket.connect"})
        assert (await self.wire.receive_output(5))["type"] == "websocket.accept"
        return self

    async def hear(self) -> dict[str, Any]:
        """The next message, as JSON."""
        heard = await self.wire.receive_output(5)
        assert heard["type"] == "websocket.send", heard
        told: dict[str, Any] = json.loads(heard["text"])
        return told

    async def raw(self) -> dict[str, Any]:
        """The next thing that happens on the wire."""
        happened: dict[str, Any] = await self.wire.receive_output(5)
        return happened

    async def is_silent(self) -> bool:
        return bool(await self.wire.receive_nothing())

    async def say(self, text: str) -> None:
        await self.wire.send_input({"type": "websocket.receive", "text": text})

    async def close(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait()
