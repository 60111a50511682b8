"""Every service of docker-compose.yml, run without Docker by the very command that is written there."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from marketplace.local import health, ports, serve
from marketplace.local.places import ROOT
from tests.local.waiting import until

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = dict(re.findall(r"^  (\w+):\n(.*?)(?=^  \w+:|^\w|\Z)", COMPOSE, re.MULTILINE | re.DOTALL))
OURS = {name: text for name, text in SERVICES.items() if "<<: *ours" in text}


def command_of(service: str, key: str = "command") -> list[str]:
    """The words of a service's command, or of its health check."""
    found = re.search(rf"^ +{key}: \[(.*)\]$", OURS[service], re.MULTILINE)
    assert found, f"{service} has no {key}"
    return [word for word in re.findall(r'"([^"]+)"', found.group(1)) if word != "CMD"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What a container is given: addresses, a key, a directory; and a database of its own."""
    server, name = os.environ["DATABASE_URL"], f"commands_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    var = tmp_path_factory.mktemp("var")
    (var / "run").mkdir()
    yield {
        **os.environ,
        "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}",
        "PORT": str(ports.pick_free()),
        "SOCKETS_PORT": str(ports.pick_free()),
        "VAR_DIR": str(var),
        "WORKER_NAME": f"worker@{name}",
        "WEB_CONCURRENCY": "1",
        "WORKER_CONCURRENCY": "1",
    }
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Running:
    """A started service."""

    process: subprocess.Popen[bytes]
    log: Path
    check: list[str]
    environment: dict[str, str]

    def is_well(self) -> bool:
        """Whether its health check passes; fails the test, with its log, when it ended."""
        assert self.process.poll() is None, self.log.read_text()
        return subprocess.run(self.check, cwd=ROOT, env=self.environment, capture_output=True).returncode == 0


@pytest.fixture
def running(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    """One service, started by its command in docker-compose.yml and stopped as Docker does it."""
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(command_of(request.param), cwd=ROOT, env=environment, stdout=file, stderr=file)
    yield Running(process, log, command_of(request.param, key="test"), environment)
    process.terminate()
    process.wait(30)


def test_migrate_brings_the_database_up_to_date_and_ends(environment: dict[str, str]) -> None:
    done = subprocess.run(command_of("migrate"), cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)


@pytest.mark.parametrize("running", ["pages", "sockets", "worker", "beat"], indirect=True)
def test_it_starts_answers_its_health_check_and_stops_when_asked(running: Running) -> None:
    until(running.is_well, within=60)
    running.process.terminate()
    assert running.process.wait(30) in (0, -signal.SIGTERM), running.log.read_text()


@pytest.mark.parametrize("service", ["pages", "sockets", "worker", "beat"])
def test_the_health_check_of_a_service_that_does_not_run_fails(service: str, environment: dict[str, str]) -> None:
    closed = {**environment, "PORT": str(ports.pick_free()), "SOCKETS_PORT": str(ports.pick_free())}
    away = {"VAR_DIR": "/nonexistent", "WORKER_NAME": "worker@nowhere"}
    assert not health.CHECKS[service]({**closed, **away})


def test_every_service_of_ours_is_one_that_bin_serve_knows() -> None:
    assert {name: command_of(name) for name in OURS} == {name: ["bin/serve", name] for name in serve.SERVICES}


@pytest.mark.parametrize("service", sorted(OURS))
def test_it_runs_without_rights_that_it_does_not_need(service: str) -> None:
    shared = COMPOSE.partition("x-ours: &ours")[2].partition("\nx-")[0]
    for line in ("read_only: true", 'user: "10001:10001"', "cap_drop: [ALL]", "no-new-privileges:true"):
        assert line in shared
    assert "user:" not in OURS[service]
    assert "read_only:" not in OURS[service]


def test_no_secret_is_written_in_it() -> None:
    for line in re.findall(r"^.*(?:PASSWORD|SECRET|_KEY).*:.*$", COMPOSE, re.MULTILINE):
        assert "${" in line, line


def test_an_unknown_service_is_answered_with_the_list() -> None:
    done = subprocess.run([ROOT / "bin/serve", "nothing"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "bin/serve pages|sockets|worker|beat|migrate" in done.stderr
