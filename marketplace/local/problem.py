"""The one kind of failure that a person is meant to read."""

from __future__ import annotations

import errno

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS)


class Problem(Exception):
    """Something the person at the keyboard can mend. Its text is one sentence that says what to do."""


def sentence(error: Exception) -> str:
    """What to tell the person about a Problem, or about a file that could not be read or written."""
    if not isinstance(error, OSError):
        return str(error)
    if error.errno in DISK_FULL:
        return "The disk is full: make room (2 GB for a first start, 300 MB later) and start again."
    if error.errno in NOT_OURS:
        return f"{error.filename} can't be written by this user: start as its owner, or from a copy of your own."
    return f"{error.filename or 'A file'}: {error.strerror}."
