"""A Postgres of one test's own, durable as in a deployment, that is killed without warning and started again."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from marketplace.local import owner as owners
from marketplace.local import postgres, processes
from marketplace.local.places import ROOT, Places


class Doomed:
    """One server with a copy of the test's database: its tables and what stands in them."""

    def __init__(self, places: Places) -> None:
        owner = owners.choose(places.root)
        self.server = postgres.embedded(places, owner, owners.find_home(owner, places.var))
        self.start()
        self.server.create_database()
        self._copy()

    @property
    def url(self) -> str:
        return self.server.url()

    def start(self) -> None:
        """Start it; it mends itself from its log if it was killed."""
        self.server.make()
        self.child = processes.start(self.server.program())
        until = time.monotonic() + 60
        while not self.server.is_ready():
            assert time.monotonic() < until, "Postgres did not come up"
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the server and of everything that works for it."""
        processes.kill_group(self.child.process.pid)
        self.child.process.wait()

    def _copy(self) -> None:
        here = connection.settings_dict
        place = ["-h", here["HOST"], "-p", str(here["PORT"]), "-U", here["USER"], here["NAME"]]
        with_password = {**os.environ, "PGPASSWORD": here["PASSWORD"]}
        programs = self.server.programs / "bin"
        dumped = subprocess.run(
            [programs / "pg_dump", "--no-owner", *place], env=with_password, capture_output=True, check=True
        )
        subprocess.run(
            [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url],
            input=dumped.stdout,
            capture_output=True,
            check=True,
        )


@contextmanager
def running() -> Iterator[Doomed]:
    """One that runs until the end of the block."""
    directory = Path(tempfile.mkdtemp(prefix="daybook-doomed-"))
    directory.chmod(0o755)  # the user that Postgres runs as must get in
    places = Places(ROOT, directory / "var")
    places.make()
    made: Doomed | None = None
    try:
        made = Doomed(places)
        yield made
    finally:
        if made:
            made.kill()
            shutil.rmtree(made.server.home, ignore_errors=True)
        shutil.rmtree(directory, ignore_errors=True)
