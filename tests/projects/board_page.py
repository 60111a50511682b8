"""A page that shows a board and listens to its socket, without a browser."""

import json
from typing import Any
from uuid import UUID

from asgiref.testing import ApplicationCommunicator

from projects.boards.sockets import BoardSocket


class BoardPage:
    """`await page.open()`, `await page.told()`, `await page.close()`. What says who is here is kept in `here`."""

    def __init__(self, user: Any, contract: UUID, after: Any = "") -> None:
        scope = {
            "type": "websocket",
            "path": f"/ws/contracts/{contract}/board/",
            "query_string": f"after={after}".encode(),
            "url_route": {"kwargs": {"pk": contract}},
            "headers": [],
            "user": user,
        }
        self.here: list[str] = []
        self.wire = ApplicationCommunicator(BoardSocket.as_asgi(), scope)

    async def open(self) -> "BoardPage":
        await self.wire.send_input({"type": "websocket.connect"})
        assert (await self.wire.receive_output(5))["type"] == "websocket.accept"
        return self

    async def sees(self, *names: str) -> None:
        """Wait until these are shown to be here, whatever else is told meanwhile."""
        while self.here != list(names):
            message = json.loads((await self.wire.receive_output(8))["text"])
            self.here = [one["name"] for one in message.get("here", [])] if "here" in message else self.here

    async def raw(self) -> dict[str, Any]:
        """The next thing that happens on the wire, but for who is here."""
        while True:
            happened: dict[str, Any] = await self.wire.receive_output(8)
            message = json.loads(happened.get("text", "{}"))
            if "here" not in message:
                return happened
            self.here = [one["name"] for one in message["here"]]

    async def told(self) -> dict[str, Any]:
        """The next changes."""
        heard = await self.raw()
        assert heard["type"] == "websocket.send", heard
        message: dict[str, Any] = json.loads(heard["text"])
        return message

    async def is_silent(self) -> bool:
        return bool(await self.wire.receive_nothing(0.3))

    async def close(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait()
