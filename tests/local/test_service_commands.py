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
from django.conf import settings

from marketplace.local import health, ports, serve
from marketplace.local.places import ROOT
from tests.local.waiting import until

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = dict(re.findall(r"^  (\w+):\n(.*?)(?=^  \w+:|^\w|\Z)", COMPOSE, re.MULTILINE | re.DOTALL))
STAYING = ["pages", "sockets", "worker", "beat"]
OURS = {name: text for name, text in SERVICES.items() if "<<: *ours" in text}

pytestmark = pytest.mark.xdist_group("services")  # started once, whichever process runs these tests


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


@pytest.fixture(scope="module")
def running(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Running]]:
    """Every service that stays, started at once by its command in docker-compose.yml."""
    logs = tmp_path_factory.mktemp("logs")
    started = {service: start(service, logs / service, environment) for service in STAYING}
    yield started
    for service in started.values():
        service.process.kill()
        service.process.wait()


def start(service: str, log: Path, environment: dict[str, str]) -> Running:
    """Start one service, its words going to a log."""
    with log.open("wb") as file:
        process = subprocess.Popen(command_of(service), cwd=ROOT, env=environment, stdout=file, stderr=file)
    return Running(process, log, command_of(service, key="test"), environment)


def test_migrate_brings_the_database_up_to_date_and_ends(environment: dict[str, str]) -> None:
    done = subprocess.run(command_of("migrate"), cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)


@pytest.mark.parametrize("service", STAYING)
def test_it_answers_its_health_check_and_stops_when_asked(service: str, running: dict[str, Running]) -> None:
    until(running[service].is_well, within=90, every=0.5)
    running[service].process.terminate()
    assert running[service].process.wait(30) in (0, -signal.SIGTERM), running[service].log.read_text()


@pytest.mark.parametrize("service", STAYING)
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


def test_the_image_gets_every_package_of_the_site() -> None:
    sent = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    packages = {app.partition(".")[0] for app in settings.OUR_APPS} | {"static", "templates", "requirements", "bin"}
    assert packages <= set(sent)


@pytest.mark.parametrize("script", ["backup", "restore", "run", "serve", "test", "with-python"])
def test_the_shell_scripts_are_plain_posix_and_runnable(script: str) -> None:
    file = ROOT / "bin" / script
    assert os.access(file, os.X_OK)
    assert file.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", file]).returncode == 0
