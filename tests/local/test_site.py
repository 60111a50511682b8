"""The whole of bin/run, on directories of its own: start, refuse, survive, stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from marketplace.local import ports
from marketplace.local.locks import Lock
from marketplace.local.places import ROOT
from tests.local.waiting import is_alive, until

pytestmark = pytest.mark.xdist_group("site")

CHOSEN_BY_BIN_RUN = {
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMBEDDED", "SITE_URL", "SOCKETS_URL"),
    *("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET"),
}


class Site:
    """One start of the site, and what it said."""

    def __init__(self, var: Path, arguments: Sequence[str] = (), **environment: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in CHOSEN_BY_BIN_RUN}
        self.said = var.parent / f"{var.name}.said"
        with self.said.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "marketplace.local.site", *arguments],
                cwd=ROOT,
                env={**inherited, "VAR_DIR": str(var), **environment},
                stdout=file,
                stderr=file,
            )

    @property
    def address(self) -> str | None:
        found = re.search(r"^Open (\S+)", self.said.read_text(), re.MULTILINE)
        return found.group(1) if found else None

    def until_open(self) -> "Site":
        """Wait for the address; fail with what was said when the site ended instead."""

        def opened() -> bool:
            assert self.process.poll() is None, self.said.read_text()
            return self.address is not None

        until(opened, within=600, every=0.2)
        return self

    def answers(self) -> bool:
        """Whether the home page comes."""
        assert self.address
        with urllib.request.urlopen(self.address.replace("localhost", ports.LOOPBACK), timeout=60) as answer:
            return answer.status == 200 and b"</html>" in answer.read()

    def family(self) -> list[int]:
        """The process and all that it started."""
        return [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))]

    def end(self, by: signal.Signals) -> list[int]:
        """Send a signal, wait for the end, and return who had been part of it."""
        family = self.family()
        self.process.send_signal(by)
        self.process.wait(60)
        return family


def open_directory() -> Iterator[Path]:
    """A directory that every user may enter, because Postgres runs as another user than root."""
    directory = Path(tempfile.mkdtemp(prefix="daybook-test-"))
    directory.chmod(0o755)
    yield directory / "var"
    shutil.rmtree(directory)


var = pytest.fixture(open_directory, scope="module", name="var")
other_var = pytest.fixture(open_directory, name="other_var")


@pytest.fixture
def site(var: Path) -> Iterator[Site]:
    """A running site."""
    site = Site(var).until_open()
    yield site
    if site.process.poll() is None:
        site.end(signal.SIGINT)


@pytest.mark.deep
class TestARunningSite:
    def test_it_opens_a_page_and_names_one_sign_in_for_each_role(self, site: Site) -> None:
        assert site.answers()
        for role in ("Client", "Freelancer", "Backer", "Staff"):
            assert role in site.said.read_text()

    @pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_a_polite_signal_stops_everything_and_leaves_no_process(self, site: Site, by: signal.Signals) -> None:
        family = site.end(by)
        assert site.process.returncode == 0, site.said.read_text()
        assert len(family) > 8
        assert [pid for pid in family if is_alive(pid)] == []

    def test_a_killed_runner_takes_everything_along_and_the_next_start_works(self, site: Site, var: Path) -> None:
        family = site.end(signal.SIGKILL)
        until(lambda: not any(is_alive(pid) for pid in family), within=30)
        again = Site(var).until_open()
        assert again.answers()
        again.end(signal.SIGINT)

    def test_two_sites_run_side_by_side(self, site: Site, other_var: Path) -> None:
        other = Site(other_var).until_open()
        assert other.address != site.address
        assert other.answers()
        assert site.answers()
        other.end(signal.SIGINT)

    def test_pages_that_fall_over_come_back_at_the_same_address(self, site: Site) -> None:
        pages = [
            child for child in psutil.Process(site.process.pid).children() if "gunicorn" in " ".join(child.cmdline())
        ]
        pages[0].kill()
        assert site.answers()
        assert "pages stopped (signal SIGKILL); it starts again" in site.said.read_text()


def test_a_taken_port_is_told_before_anything_is_started(var: Path) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as taken:
        refused = Site(var, PORT=str(taken.getsockname()[1]))
        assert refused.process.wait(30) == 1
    assert "is taken: stop what listens there" in refused.said.read_text()


def test_a_second_start_in_the_same_place_is_refused(var: Path) -> None:
    first = Lock(var / "run" / "site.lock").acquire()
    refused = Site(var)
    assert refused.process.wait(30) == 1
    first.release()
    assert f"The site runs already from this copy (process {os.getpid()})" in refused.said.read_text()


def test_a_data_directory_that_is_not_there_is_told_at_once(var: Path) -> None:
    refused = Site(var, arguments=["--data", "/nonexistent"])
    assert refused.process.wait(30) == 1
    assert "--data /nonexistent is no directory" in refused.said.read_text()
