"""Small programs to start and stop, in a directory of the test's own."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace.local.places import ROOT, Places
from marketplace.local.processes import Program, Record
from marketplace.local.signals import STOPPING, Signals
from marketplace.local.supervisor import Supervisor


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A copy of the site whose `var` is the test's own."""
    places = Places(ROOT, tmp_path / "var")
    places.make()
    return places


@pytest.fixture
def open_places() -> Iterator[Places]:
    """The same where every user may enter, because Postgres runs as another user than root."""
    directory = Path(tempfile.mkdtemp(prefix="daybook-test-"))
    directory.chmod(0o755)
    places = Places(ROOT, directory / "var")
    places.make()
    yield places
    shutil.rmtree(directory)


@pytest.fixture
def signals() -> Iterator[Signals]:
    """The stop signals, taken over for the length of a test."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    yield Signals()
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def said() -> list[str]:
    """What a supervisor told the person."""
    return []


@pytest.fixture
def supervisor(places: Places, signals: Signals, said: list[str]) -> Iterator[Supervisor]:
    """A supervisor whose children end with the test."""
    supervisor = Supervisor(Record(places.run / "site.json"), signals, said.append)
    yield supervisor
    supervisor.stop()


@pytest.fixture
def program(places: Places) -> Callable[..., Program]:
    """A program made of Python source: `program("clock", "import time; time.sleep(60)")`."""

    def make(name: str, source: str, **options: object) -> Program:
        command = [sys.executable, "-c", source]
        return Program(name, command, places.log / f"{name}.log", places.var, **options)  # type: ignore[arg-type]

    return make
