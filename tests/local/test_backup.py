"""A backup puts back what was there, and nothing when it is damaged."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from marketplace.local import backup, restore
from marketplace.local.problem import Problem


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with one table, which the environment names."""
    server, name = os.environ["DATABASE_URL"], f"backup_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = f"{server.rpartition('/')[0]}/{name}"
    monkeypatch.setenv("DATABASE_URL", url)
    run(url, "CREATE TABLE notes AS SELECT 'as it was' AS text")
    yield url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def made(database: str, tmp_path: Path) -> Path:
    """A backup of that database and of one uploaded file."""
    default_storage.save("covers/one.txt", ContentFile(b"a cover"))
    backup.back_up(tmp_path / "monday")
    return tmp_path / "monday"


def run(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def texts(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM notes")]


class TestRestore:
    def test_it_puts_rows_and_files_back(self, database: str, made: Path) -> None:
        run(database, "UPDATE notes SET text = 'spoilt'")
        default_storage.delete("covers/one.txt")
        restore.restore(made, replace=True)
        assert texts(database) == ["as it was"]
        assert default_storage.open("covers/one.txt").read() == b"a cover"

    def test_tables_that_were_made_since_are_gone(self, database: str, made: Path) -> None:
        run(database, "CREATE TABLE newer (id int)")
        restore.restore(made, replace=True)
        with pytest.raises(psycopg.errors.UndefinedTable):
            run(database, "SELECT * FROM newer")

    def test_it_leaves_a_database_that_holds_something_unless_told_to_replace_it(
        self, database: str, made: Path
    ) -> None:
        with pytest.raises(Problem, match="add --replace"):
            restore.restore(made, replace=False)

    def test_a_failure_leaves_the_database_as_it_was(self, database: str, made: Path) -> None:
        (made / backup.DATABASE).write_bytes(b"PGDMP but no more")
        with pytest.raises(Problem, match="pg_restore failed"):
            restore.restore(made, replace=True)
        assert texts(database) == ["as it was"]


class TestCheck:
    def test_a_damaged_part_is_noticed_before_anything_is_touched(self, made: Path) -> None:
        (made / backup.FILES).write_bytes(b"rot")
        with pytest.raises(Problem, match=r"files\.tar is damaged"):
            restore.check(made)

    def test_a_directory_that_is_no_backup_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Problem, match="is no backup"):
            restore.check(tmp_path)

    def test_a_whole_backup_passes(self, made: Path) -> None:
        restore.check(made)
        assert set(json.loads((made / backup.CONTENTS).read_text())["sha256"]) == {backup.DATABASE, backup.FILES}


class TestBackUp:
    def test_it_writes_over_nothing(self, database: str, made: Path) -> None:
        with pytest.raises(Problem, match="exists already"):
            backup.back_up(made)

    def test_what_could_not_be_finished_is_not_there(
        self, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", database + "_that_is_not")
        with pytest.raises(Problem, match="pg_dump failed"):
            backup.back_up(tmp_path / "tuesday")
        assert not (tmp_path / "tuesday").exists()

    def test_only_its_owner_can_read_it(self, made: Path) -> None:
        assert made.stat().st_mode & 0o077 == 0
