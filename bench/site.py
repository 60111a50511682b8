"""The services, databases and servers of one measurement; gone when it ends."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from marketplace.local import ports, services
from marketplace.local.places import ROOT, Places
from marketplace.local.problem import Problem
from marketplace.local.processes import Record
from marketplace.local.signals import Signals
from marketplace.local.supervisor import Supervisor

WORKERS = "2"


@dataclass(frozen=True)
class Site:
    """Where the services of the measurement are."""

    places: Places
    services: services.Services

    def environment(self, database: str) -> dict[str, str]:
        """What a process needs to work on this database."""
        postgres, redis = self.services.postgres, self.services.redis
        if not postgres or not redis:
            raise Problem("The measurement brings its own Postgres and Redis, and this machine cannot have them.")
        number = {"small": 1, "large": 2}.get(database, 0)
        own = {"DATABASE_URL": postgres.url(database), "REDIS_URL": f"{redis.url.rsplit('/', 1)[0]}/{number}"}
        kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "PAGE_CACHE_SECONDS")}
        paths = {"VAR_DIR": str(self.places.var), "PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING"}
        return {**kept, **services.site_environment(self.places), **own, **paths}

    def create(self, database: str, *, like: str = "") -> None:
        """Make a database, empty or as a copy of another."""
        template = f' TEMPLATE "{like}"' if like else ""
        self.do("postgres", f'CREATE DATABASE "{database}"{template}')

    def manage(self, database: str, *arguments: str) -> str:
        """Run manage.py there."""
        return self.python(database, str(ROOT / "manage.py"), *arguments)

    def python(self, database: str, *arguments: str) -> str:
        """Run Python on this database, with every page drawn anew. Raises Problem with what it said when it fails."""
        environment = {**self.environment(database), "PAGE_CACHE_SECONDS": "0"}
        done = subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise Problem(f"python {' '.join(arguments)} failed: {(done.stdout + done.stderr)[-2000:]}")
        return done.stdout

    def prepare(self) -> None:
        """Build what the pages link, as a deployment does."""
        self.python("small", str(ROOT / "bin/build-static"))
        self.manage("small", "collectstatic", "--no-input")

    def tidy(self, database: str) -> None:
        """Statistics and visibility as autovacuum would have made them."""
        self.do(database, "VACUUM ANALYZE")

    def rows(self, database: str, query: str) -> list[tuple[Any, ...]]:
        """What a query finds there."""
        with psycopg.connect(self.environment(database)["DATABASE_URL"]) as connection:
            return connection.execute(query).fetchall()

    def do(self, database: str, statement: str) -> None:
        """Run a statement there, or several."""
        with psycopg.connect(self.environment(database)["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def site() -> Iterator[Site]:
    """Postgres and Redis with the settings of a one-machine run, in a directory of their own."""
    var = Path(tempfile.mkdtemp(prefix="daybook-bench-"))
    var.chmod(0o755)
    places = Places(ROOT, var)
    places.make()
    supervisor = Supervisor(Record(places.run / "site.json"), Signals(), lambda _said: None)
    chosen = services.choose(places, {})
    try:
        chosen.start(supervisor)
        yield Site(places, chosen)
    finally:
        supervisor.stop()
        for directory in {var, chosen.home}:
            shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def server(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """The application behind gunicorn with two sync workers, as pages are served; gives its port."""
    port = ports.pick_free()
    run = Path(environment["VAR_DIR"]) / "run" / f"server-{port}"
    own = {"PORT": str(port), "WEB_CONCURRENCY": WORKERS, "PROMETHEUS_MULTIPROC_DIR": str(run)}
    command = [sys.executable, "-m", "gunicorn", application, "--config", str(ROOT / "gunicorn.conf.py")]
    with (Path(environment["VAR_DIR"]) / "log" / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(command, env={**environment, **own}, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait_for(port, process, Path(log.name))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while ports.is_free(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Problem(f"A server did not start: {log.read_text()[-2000:]}")
        time.sleep(0.1)
