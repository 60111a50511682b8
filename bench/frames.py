"""Many open sockets in one process, as browsers hold them: they are opened, they answer pings, they note what comes.

One loop over raw sockets (RFC 6455), so that a frame costs it hundredths of a millisecond and is not what is measured.
"""

import base64
import json
import os
import select
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
PATIENCE = 60.0


class Cut(Exception):
    """The server closed a socket or refused it."""


@dataclass
class Listener:
    """One open page."""

    wire: socket.socket
    rest: bytes = b""
    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def read(self) -> None:
        """Take in what has arrived. Raises Cut."""
        part = self.wire.recv(65_536)
        if not part:
            raise Cut(f"after {len(self.heard)} messages")
        now = time.time()
        self.rest += part
        while (frame := _frame(self.rest)) is not None:
            code, body, self.rest = frame
            self._take(code, body, now)

    def _take(self, code: int, body: bytes, now: float) -> None:
        if code == TEXT:
            self.heard.append((now, json.loads(body)))
        elif code == PING:
            self.wire.sendall(bytes([0x80 | PONG, 0x80 | len(body)]) + bytes(4) + body)  # masked with noughts
        elif code == CLOSE:
            raise Cut(body.decode(errors="replace"))


class Crowd:
    """All open pages of a measurement."""

    def __init__(self, port: int, path: str = "/ws/notices/") -> None:
        self.port, self.path = port, path
        self.listeners: dict[int, Listener] = {}
        self.poll = select.epoll()

    def open(self, sessions: Iterable[str], *, cookie: str) -> None:
        """Open a page for each session, and wait until each has heard its first message."""
        for session in sessions:
            listener = Listener(_shake_hands(self.port, self.path, f"{cookie}={session}"))
            self.listeners[listener.wire.fileno()] = listener
            self.poll.register(listener.wire, select.EPOLLIN)
            self.listen(0)
        self.listen(PATIENCE, until=lambda listener: bool(listener.heard))

    def listen(self, seconds: float, *, until: Any = None) -> bool:
        """Take in what comes for so long, or until it is true of every page; whether it became so."""
        deadline = time.monotonic() + seconds
        waiting = {number for number, one in self.listeners.items() if until and not until(one)}
        while True:
            for number, _ in self.poll.poll(max(0.0, min(0.2, deadline - time.monotonic()))):
                listener = self.listeners[number]
                listener.read()
                if number in waiting and until(listener):
                    waiting.discard(number)
            if until and not waiting:
                return True
            if time.monotonic() >= deadline:
                return not waiting

    @property
    def pages(self) -> Iterable[Listener]:
        """Every open page."""
        return self.listeners.values()

    def forget(self) -> None:
        """Begin a new round."""
        for listener in self.pages:
            listener.heard.clear()

    def close(self) -> None:
        for listener in self.pages:
            listener.wire.close()


def _shake_hands(port: int, path: str, cookie: str) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Origin": f"http://127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Cookie": cookie,
    }
    asked = "\r\n".join([f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""])
    wire.sendall(asked.encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):  # byte by byte, so that the first frame stays where it is
        if not (byte := wire.recv(1)):
            break
        answer += byte
    if not answer.startswith(b"HTTP/1.1 101"):
        raise Cut(answer[:200].decode(errors="replace"))
    return wire


def _frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    """The first whole frame: its code, its body, and what comes after it. A server's frames are not masked."""
    if len(data) < 2:
        return None
    code, size, start = data[0] & 0x0F, data[1] & 0x7F, 2
    if size >= 126:
        start = 4 if size == 126 else 10
        size = int.from_bytes(data[2:start], "big")
    if len(data) < start + size:
        return None
    return code, data[start : start + size], data[start + size :]
