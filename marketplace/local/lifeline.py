"""Children that die with their parent, even when the parent is killed. Standard library alone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tie(last_signal: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` with which the kernel passes our death on to the child as this signal; None where it can't.

    It runs after the child changed its user, which would clear the request. Only a process without threads may use it.
    """
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def request() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(last_signal))
        if os.getppid() != parent:  # the parent died before the request was made
            os._exit(1)

    return request
