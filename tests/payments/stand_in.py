"""A small HTTP server that answers as a gateway does: what a test puts in, by method and path."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answers = Callable[[dict[str, Any]], Any]


class StandIn:
    """`stand_in.answers["POST /v2/checkout/orders"] = lambda call: {…}`; a tuple (status, body) is another status.

    Every call is kept: method, path, query, headers and body.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answers] = {}
        self.calls: list[dict[str, Any]] = []

    def asked(self, beginning: str) -> list[dict[str, Any]]:
        """The calls whose method and path begin so."""
        return [call for call in self.calls if f"{call['method']} {call['path']}".startswith(beginning)]


@contextmanager
def running() -> Iterator[tuple[StandIn, str]]:
    """One that runs, and its address."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            path, _, query = self.path.partition("?")
            call = {"method": self.command, "path": path, "query": query, "headers": dict(self.headers)}
            call["body"] = self.rfile.read(size).decode()
            stand_in.calls.append(call)
            answer = stand_in.answers.get(f"{self.command} {path}", lambda _call: (404, {"name": "RESOURCE_NOT_FOUND"}))
            said = answer(call)
            status, body = said if isinstance(said, tuple) else (200, said)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield stand_in, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
