"""Waiting that a Ctrl-C can end, and that nothing else can."""

from __future__ import annotations

import os
import select
import signal
import time
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """The person, or the system, asked us to stop."""


class Signals:
    """Turns the stop signals into `Stopped`, raised only while waiting: no line of ours is cut in the middle."""

    def __init__(self) -> None:
        self._received: list[int] = []
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._received.append(number)

    def wait(self, seconds: float) -> None:
        """Sleep. Raises Stopped when a stop signal came, also if it came before the call."""
        deadline = time.monotonic() + seconds
        while not self._received and (left := deadline - time.monotonic()) > 0:
            if select.select([self._reader], [], [], left)[0]:
                os.read(self._reader, 512)
        if self._received:
            self._received.clear()
            raise Stopped
