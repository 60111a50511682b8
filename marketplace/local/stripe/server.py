"""The HTTP server: reads a request, asks the API or the hosted pages, writes the reply or fails as told."""

from __future__ import annotations

import socket
import struct
import sys
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from marketplace.local.stripe import api
from marketplace.local.stripe.hosted import pages
from marketplace.local.stripe.wire import Reply, Request
from marketplace.local.stripe.world import World

LARGEST_BODY = 2_000_000


class Server(ThreadingHTTPServer):
    """Listens; one thread a connection, none of which keeps the process alive."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], world: World) -> None:
        super().__init__(address, Handler)
        self.world = world
        self.crashes: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Handler(BaseHTTPRequestHandler):
    """One connection, which may carry several requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the log of a run is for what goes wrong."""

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST_BODY:
            self.close_connection = True
            self._write(Reply(413, b""))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(size))
        self._write(self._asked(request))

    def _asked(self, request: Request) -> Reply:
        try:
            return (api if request.path.startswith("/v1/") else pages).answer(self.server.world, request)
        except Exception:  # a fault of ours, not one that was asked for: it is told, and a test fails of it
            traceback.print_exc()
            self.server.crashes.append(traceback.format_exc())
            return Reply.of(
                500, {"error": {"type": "api_error", "message": "The local Stripe has a fault: see its log."}}
            )

    def _write(self, reply: Reply) -> None:
        if reply.ends.startswith("hang"):
            self._hang(float(reply.ends.split()[1]))
            return
        cut = len(reply.body) // 2 if reply.ends in ("reset", "truncated") else len(reply.body)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(cut if reply.ends == "truncated" else len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[:cut])
        if reply.ends == "reset":
            self._break()

    def _hang(self, seconds: float) -> None:
        """Say nothing until the other side gives up, or for so long."""
        self.close_connection = True
        end = time.monotonic() + seconds
        self.connection.settimeout(0.2)
        while time.monotonic() < end:
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def _break(self) -> None:
        """Reset the connection: no orderly end."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
