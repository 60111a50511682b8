"""`bin/restore`: put back what `bin/backup` wrote."""

from __future__ import annotations

import json
import os
import sys
import tarfile
import tempfile
from pathlib import Path

import psycopg

from marketplace.local import backup, borrowed, command_line
from marketplace.local.locks import Lock
from marketplace.local.places import Places
from marketplace.local.problem import Problem, sentence
from marketplace.local.progress import say, step


def main() -> int:
    """Put a backup back; returns the exit code."""
    chosen, _ = command_line.parse("restore", sys.argv[1:])
    places = Places()
    try:
        _refuse_under_a_running_site(places)
        check(chosen.directory)
        with borrowed.services(places):
            restore(chosen.directory, replace=chosen.replace)
    except (Problem, OSError) as error:
        print(f"bin/restore: {sentence(error)}", file=sys.stderr)
        return 1
    say(f"Restored from {chosen.directory}")
    return 0


def check(directory: Path) -> None:
    """Raises Problem when the backup is not whole."""
    try:
        sums = json.loads((directory / backup.CONTENTS).read_text())["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise Problem(f"{directory} is no backup: name a directory that bin/backup wrote.") from error
    for name, expected in sums.items():
        if not (directory / name).exists() or backup.sha256(directory / name) != expected:
            raise Problem(f"{directory / name} is damaged: its hash is not the one noted when it was made.")


def restore(directory: Path, *, replace: bool) -> None:
    """Replace the database, then the files, then forget what was cached or queued about the old ones.

    Raises Problem when the database holds anything and `replace` is not given. A failure leaves the old database.
    """
    if _holds_anything() and not replace:
        raise Problem("The database is not empty: add --replace to put the backup in its place.")
    with step("Database"):
        _restore_database(directory / backup.DATABASE)
    with step("Files"):
        _unpack_files(directory / backup.FILES)
    _forget()


def _restore_database(file: Path) -> None:
    """Everything in one transaction: what is there goes only if all of the backup comes in."""
    with tempfile.TemporaryDirectory() as directory:
        script = Path(directory) / "database.sql"
        backup.run_postgres_tool("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        steps = ["--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}"]
        backup.run_postgres_tool("psql", *options, *steps, os.environ["DATABASE_URL"])


def _unpack_files(file: Path) -> None:
    storage = backup.default_storage()
    with tarfile.open(file) as archive:
        for entry in archive:
            if content := archive.extractfile(entry):
                storage.delete(entry.name)
                storage.save(entry.name, content)


def _holds_anything() -> bool:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone())


def _forget() -> None:
    from django.core.cache import cache

    cache.clear()


def _refuse_under_a_running_site(places: Places) -> None:
    if holder := Lock(places.run / "site.lock").holder():
        raise Problem(f"The site runs (process {holder}): stop it before its data are replaced.")


if __name__ == "__main__":
    sys.exit(main())
