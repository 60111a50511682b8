"""Embedded Postgres and Redis: they start, survive being killed, and keep to themselves."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from marketplace.local import owner as owners
from marketplace.local import ports, services
from marketplace.local.owner import Owner
from marketplace.local.places import ROOT, Places
from marketplace.local.problem import Problem
from marketplace.local.services import Services
from marketplace.local.supervisor import Supervisor
from tests.local.waiting import is_alive, until


@pytest.fixture
def places(open_places: Places) -> Places:
    """Where the services of a test keep their files."""
    return open_places


@pytest.fixture
def running(places: Places, supervisor: Supervisor) -> Iterator[Services]:
    """Both services of one copy, started."""
    lock = services.lock(places).acquire()
    chosen = services.choose(places, {})
    chosen.start(supervisor)
    yield chosen
    lock.release()


def pid_of(supervisor: Supervisor, name: str) -> int:
    """The process number of a watched program."""
    return next(watched.child.process.pid for watched in supervisor.watched if watched.program.name == name)


class TestServices:
    def test_they_answer_at_the_addresses_that_they_publish(self, running: Services, places: Places) -> None:
        published = services.read_published(places)
        with psycopg.connect(published["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("daybook",)
        assert redis.Redis.from_url(published["REDIS_URL"]).ping()

    def test_nobody_gets_in_without_the_password(self, running: Services) -> None:
        assert running.postgres
        assert running.redis
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(running.postgres.url().replace(running.postgres.password, "guess"))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(ports.LOOPBACK, running.redis.port).ping()

    def test_committed_rows_outlive_a_killed_server(self, running: Services, supervisor: Supervisor) -> None:
        assert running.postgres
        with psycopg.connect(running.postgres.url()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        killed = pid_of(supervisor, "postgres")
        os.kill(killed, signal.SIGKILL)
        until(lambda: not is_alive(killed))
        supervisor.stop()
        running.start(supervisor)
        with psycopg.connect(running.postgres.url()) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)

    def test_a_start_that_was_killed_half_way_is_begun_anew(self, places: Places, supervisor: Supervisor) -> None:
        half = places.var / "postgres.unfinished"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        services.choose(places, {}).start(supervisor)
        assert not half.exists()

    def test_stopping_leaves_no_process(self, running: Services, supervisor: Supervisor) -> None:
        left = [pid_of(supervisor, "postgres"), pid_of(supervisor, "redis")]
        supervisor.stop()
        assert not any(is_alive(pid) for pid in left)

    def test_two_copies_run_side_by_side(self, running: Services, places: Places, supervisor: Supervisor) -> None:
        other = Places(places.root, places.var.with_name("other"))
        chosen = services.choose(other, {})
        chosen.start(supervisor)
        assert chosen.postgres
        assert running.postgres
        assert chosen.postgres.port != running.postgres.port


class TestChoose:
    def test_a_service_that_the_environment_names_is_not_embedded(self, places: Places) -> None:
        chosen = services.choose(
            places, {"DATABASE_URL": "postgresql://elsewhere/db", "STRIPE_SECRET_KEY": "sk_test_x"}
        )
        assert chosen.postgres is None
        assert list(chosen.addresses) == ["REDIS_URL"]

    def test_nothing_is_made_when_all_are_named(self, places: Places) -> None:
        named = {"DATABASE_URL": "postgresql://x/y", "REDIS_URL": "redis://x", "STRIPE_SECRET_KEY": "sk_test_x"}
        assert services.choose(places, named).addresses == {}

    def test_a_local_stripe_stands_in_where_no_key_is_named(self, places: Places) -> None:
        found = services.choose(places, {"DATABASE_URL": "postgresql://x/y", "REDIS_URL": "redis://x"}).addresses
        assert found["STRIPE_SECRET_KEY"].startswith("sk_test_local_")
        assert found["STRIPE_API_BASE"].startswith("http://127.0.0.1:")

    def test_data_of_another_major_version_are_refused_with_a_way_out(self, places: Places) -> None:
        chosen = services.choose(places, {}).postgres
        assert chosen
        chosen.data.mkdir(parents=True)
        (chosen.data / "PG_VERSION").write_text("9\n")
        with pytest.raises(Problem, match=r"was written by Postgres 9 .* make a backup"):
            chosen.make()


def test_they_run_from_a_copy_where_their_user_cannot_reach_the_installed_programs(
    places: Places, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    can, installed = Owner.can, str(ROOT / ".venv")
    monkeypatch.setattr(
        Owner, "can", lambda owner, *command: not str(command[0]).startswith(installed) and can(owner, *command)
    )
    chosen = services.choose(places, {})
    chosen.start(supervisor)
    assert chosen.postgres
    assert chosen.postgres.programs.is_relative_to(places.var / "programs")


class TestFindHome:
    @pytest.fixture
    def unreachable(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Owner:
        """The user of the services, for whom the checkout lies behind a closed door."""
        outside = tmp_path / "outside"
        monkeypatch.setattr(owners, "OUTSIDE", outside)
        monkeypatch.setattr(Owner, "can_enter", lambda owner, directory: directory.is_relative_to(outside))
        return Owner(65534, 65534, changes=True)

    def test_the_data_lie_outside_a_checkout_that_their_user_cannot_reach(
        self, unreachable: Owner, places: Places, tmp_path: Path
    ) -> None:
        home = owners.find_home(unreachable, places.var)
        assert home.parent == tmp_path / "outside"
        assert (home / "CHECKOUT").read_text().strip() == str(places.var)
        assert owners.find_home(unreachable, places.var) == home

    def test_two_copies_have_two_such_places(self, unreachable: Owner, places: Places) -> None:
        other = Places(places.root, places.var.with_name("other"))
        other.make()
        assert owners.find_home(unreachable, places.var) != owners.find_home(unreachable, other.var)

    def test_a_new_checkout_where_an_old_one_was_does_not_meet_its_data(
        self, unreachable: Owner, places: Places
    ) -> None:
        before = owners.find_home(unreachable, places.var)
        shutil.rmtree(places.var)
        places.make()
        assert owners.find_home(unreachable, places.var) != before
