"""Finding TCP ports that nobody listens on."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on this port now. Raises OSError when the address itself is not ours to use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def pick_free() -> int:
    """A port that was free a moment ago, chosen by the kernel."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def next_free(first: int, *, tries: int = 50, host: str = LOOPBACK) -> int | None:
    """The first free port from `first` upwards, or None when `tries` ports in a row are taken."""
    return next((port for port in range(first, first + tries) if is_free(port, host)), None)


def keep_or_pick(remembered: Path) -> int:
    """The port written in a file if it is still free, else a new one, which is written there.

    A service keeps its port over restarts, so an open database session or a copied address stays good.
    """
    if remembered.exists() and (text := remembered.read_text().strip()).isdigit() and is_free(int(text)):
        return int(text)
    port = pick_free()
    remembered.write_text(f"{port}\n")
    return port
