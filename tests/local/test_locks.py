"""Locks that can't go stale."""

import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.local.locks import Busy, Lock

HOLD = """
import sys, time
from pathlib import Path
from marketplace.local.locks import Lock
lock = Lock(Path(sys.argv[1])).acquire()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_it_refuses_a_second_holder_and_names_the_first(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    lock = Lock(tmp_path / "lock")
    with pytest.raises(Busy):
        lock.acquire()
    assert lock.holder() == holder.pid
    holder.kill()
    holder.wait()


def test_it_is_free_again_when_its_holder_was_killed(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait()
    lock = Lock(tmp_path / "lock")
    assert lock.holder() is None
    lock.acquire().release()


def test_it_can_be_released_twice(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock").acquire()
    lock.release()
    lock.release()
    assert lock.holder() is None
