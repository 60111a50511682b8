"""Locks that can't go stale: the kernel drops them when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Busy(Exception):
    """Another living process holds the lock."""


class Lock:
    """An exclusive lock on a file, which also tells the process number of its holder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def acquire(self) -> Lock:
        """Take the lock at once. Raises Busy when another process has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            raise Busy(str(self.path)) from error
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file
        return self

    def release(self) -> None:
        """Give the lock back. Safe to call twice."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def holder(self) -> int | None:
        """The process number of whoever holds the lock now, or None when it is free."""
        if self._file is not None:
            return os.getpid()
        try:
            Lock(self.path).acquire().release()
        except Busy:
            return int(self.path.read_text() or 0) or None
        return None
