"""A small load generator: some requests always under way, each on a new connection, as gunicorn's sync workers want it.

One loop over raw sockets: a request costs it about a twentieth of a millisecond, so that it is not what is measured.
"""

import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle


class Failed(Exception):
    """The server answered something else than a page."""


@dataclass
class Taken:
    """What a run took: the moments are seconds."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    size: int = 0  # bytes of the last answer

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.each) / self.seconds

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 answers were there, in milliseconds."""
        return 1000 * sorted(self.each)[int(0.95 * len(self.each))]


@dataclass
class Call:
    """One request under way."""

    socket: socket.socket
    began: float
    parts: list[bytes] = field(default_factory=list)


def load(port: int, paths: list[str], *, seconds: float, at_once: int = 4) -> Taken:
    """Ask for the paths in turn for so long. Raises Failed on any answer but 200."""
    asking = cycle([request(port, path) for path in paths])
    calls: dict[int, Call] = {}
    poll = select.epoll()
    taken = Taken()
    began = time.perf_counter()
    for _ in range(at_once):
        _begin(port, next(asking), calls, poll)
    while calls:
        for number, _ in poll.poll():
            call = calls[number]
            if _goes_on(call):
                continue
            _end(call, taken, calls, poll)
            if time.perf_counter() - began < seconds:
                _begin(port, next(asking), calls, poll)
    taken.seconds = time.perf_counter() - began
    return taken


def request(port: int, path: str) -> bytes:
    """A browser's request, as far as our server looks at it."""
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Accept": "text/html",
        "Accept-Encoding": "gzip, br",
        "Accept-Language": "en",
        "Connection": "close",
    }
    return "\r\n".join([f"GET {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items()), "", ""]).encode()


def _begin(port: int, asked: bytes, calls: dict[int, Call], poll: select.epoll) -> None:
    call = Call(socket.create_connection(("127.0.0.1", port)), time.perf_counter())
    call.socket.sendall(asked)
    call.socket.settimeout(0)
    calls[call.socket.fileno()] = call
    poll.register(call.socket, select.EPOLLIN)


def _goes_on(call: Call) -> bool:
    """Whether the answer is not whole yet."""
    for part in _read(call.socket):
        if not part:
            return False
        call.parts.append(part)
    return True


def _read(connection: socket.socket) -> Iterator[bytes]:
    try:
        while True:
            part = connection.recv(262_144)
            yield part
            if not part:
                return
    except BlockingIOError:
        return


def _end(call: Call, taken: Taken, calls: dict[int, Call], poll: select.epoll) -> None:
    taken.each.append(time.perf_counter() - call.began)
    answer = b"".join(call.parts)
    taken.size = len(answer)
    poll.unregister(call.socket)
    del calls[call.socket.fileno()]
    call.socket.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise Failed(answer[:200].decode(errors="replace"))
