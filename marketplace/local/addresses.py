"""The two TCP addresses that a browser speaks to: pages and sockets. They are opened first and handed to the servers.

So a taken port is known before anything is started, two copies can't choose the same one, and a server that is started
again finds its port still ours.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.local.ports import LOOPBACK, is_free
from marketplace.local.problem import Problem

FIRST_PORT = 8000
TRIES = 100
BACKLOG = 512


@dataclass(frozen=True)
class Addresses:
    """The opened sockets. `moved_from` is the usual port, when that was taken and another was chosen."""

    pages: socket.socket
    sockets: socket.socket
    moved_from: int | None = None

    @property
    def port(self) -> int:
        return int(self.pages.getsockname()[1])

    @property
    def sockets_port(self) -> int:
        return int(self.sockets.getsockname()[1])

    @property
    def environment(self) -> dict[str, str]:
        """What the servers and the settings read."""
        return {
            "PORT": str(self.port),
            "SOCKETS_PORT": str(self.sockets_port),
            "SITE_URL": f"http://localhost:{self.port}",
            "SOCKETS_URL": f"ws://localhost:{self.sockets_port}",
        }

    def close(self) -> None:
        """Give both ports back."""
        self.pages.close()
        self.sockets.close()


def open_addresses(environment: Mapping[str, str]) -> Addresses:
    """Open PORT, or the first free port from 8000 when it is unset, and another for the sockets.

    Raises Problem when PORT is set and can't be had.
    """
    host = environment.get("BIND") or LOOPBACK
    asked = environment.get("PORT")
    pages = _open_asked_or_free(host, asked, FIRST_PORT)
    port = int(pages.getsockname()[1])
    sockets = _open_asked_or_free(host, environment.get("SOCKETS_PORT"), port + 1)
    return Addresses(pages, sockets, moved_from=FIRST_PORT if not asked and port != FIRST_PORT else None)


def _open_asked_or_free(host: str, asked: str | None, first: int) -> socket.socket:
    return _open(host, _number(asked)) if asked else _open_first_free(host, first)


def _number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT is {text}, which is no port: choose a number from 1024 to 65535.")
    return int(text)


def _open(host: str, port: int) -> socket.socket:
    if opened := _listen(host, port):
        return opened
    raise Problem(f"Port {port} is taken: stop what listens there, or choose another, as in PORT={port + 10} bin/run.")


def _open_first_free(host: str, first: int) -> socket.socket:
    for port in range(first, first + TRIES):
        if opened := _listen(host, port):
            return opened
    raise Problem(f"The ports {first} to {first + TRIES - 1} are all taken: choose one, as in PORT=9000 bin/run.")


def _listen(host: str, port: int) -> socket.socket | None:
    """Listen on a port, or None when it is taken. Raises Problem when we may not listen there at all."""
    if not _is_free_on_ipv6(port):
        return None
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            return None
        if error.errno == errno.EACCES:
            raise Problem(f"Port {port} is for root alone: choose one above 1023, as in PORT=8000 bin/run.") from error
        raise Problem(f"BIND={host} is no address of this machine: use 127.0.0.1 or 0.0.0.0.") from error
    return opened


def _is_free_on_ipv6(port: int) -> bool:
    """A browser that is sent to `localhost` may ask there first, and would meet a stranger."""
    try:
        return is_free(port, "::1")
    except OSError:  # this machine has no IPv6
        return True
