"""Who looks for harmful files: ClamAV where `CLAMAV_URL` says where it listens.

The local scanner knows only the EICAR test file (eicar.org): with it one can see that the way from an upload to a
refusal works on a machine without a virus scanner.
"""

import socket
import struct
from collections.abc import Iterator
from typing import IO, Protocol
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024
# Split, so that this file is not itself taken for the test file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(Protocol):
    """Looks through a file."""

    def find(self, file: IO[bytes]) -> str:
        """The name of what is harmful in it; empty where nothing is. The file is read from where it stands."""


class LocalScanner:
    """Finds the EICAR test file and nothing else."""

    def find(self, file: IO[bytes]) -> str:
        tail = b""
        for chunk in chunks(file):
            if EICAR in tail + chunk:
                return "EICAR test file"
            tail = chunk[-len(EICAR) :]
        return ""


class ClamScanner:
    """Asks clamd at `CLAMAV_URL` (tcp://host:port) with its INSTREAM command (clamd(8)).

    An unreachable scanner raises OSError: an upload is then refused for now, never let through unseen.
    """

    def find(self, file: IO[bytes]) -> str:
        address = urlsplit(settings.CLAMAV_URL)
        with socket.create_connection((address.hostname, address.port or 3310), timeout=30) as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in chunks(file):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            return self._finding(line.makefile("rb").read().rstrip(b"\0").decode())

    def _finding(self, answer: str) -> str:
        if answer == "stream: OK":
            return ""
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise OSError(f"clamd said: {answer}")


def scanner() -> Scanner:
    """The scanner of this copy: ClamAV where `CLAMAV_URL` is set."""
    return ClamScanner() if settings.CLAMAV_URL else LocalScanner()


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of the file in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk
