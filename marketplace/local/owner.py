"""Who runs the embedded services, and where their files can lie.

Postgres refuses to run as root. Started by root, the services run as an unprivileged user instead, and their files go
where that user can reach them: below `var/` if it can, else outside the checkout (which may lie below a private home).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.local.problem import Problem

OUTSIDE = Path("/var/lib/daybook")
NOBODY = 65534
INSTEAD = "start as an ordinary user, or set DATABASE_URL and REDIS_URL."


@dataclass(frozen=True)
class Owner:
    """The user that a service runs as. `changes` is False when that is simply the person who started it."""

    uid: int
    gid: int
    changes: bool

    def popen_options(self) -> dict[str, Any]:
        """What subprocess needs to start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.changes else {}

    def can(self, *command: str | Path) -> bool:
        """Whether this user can run a command; tried, because no reading of mode bits knows every kind of lock."""
        try:
            done = subprocess.run(list(command), cwd="/", capture_output=True, timeout=20, **self.popen_options())
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, directory: Path) -> bool:
        """Whether this user can reach a directory, through every directory above it."""
        return self.can("/bin/sh", "-c", 'cd "$1"', "sh", directory)

    def make_directory(self, directory: Path) -> None:
        """Create a private directory of this user."""
        directory.mkdir(parents=True, exist_ok=True)
        os.chmod(directory, 0o700)
        if self.changes:
            os.chown(directory, self.uid, self.gid)

    def write_private(self, file: Path, text: str) -> None:
        """Write a file that this user alone, and root, can read."""
        file.unlink(missing_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(text)
        if self.changes:
            os.chown(file, self.uid, self.gid)


def choose(checkout: Path) -> Owner:
    """The current user; for root the owner of the checkout, or `nobody` when root owns that too."""
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid(), changes=False)
    status = checkout.stat()
    if status.st_uid != 0:
        return Owner(status.st_uid, status.st_gid, changes=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Owner(NOBODY, NOBODY, changes=True)
    return Owner(nobody.pw_uid, nobody.pw_gid, changes=True)


def find_home(owner: Owner, var: Path) -> Path:
    """A directory where this user's services can keep their files: `var` itself, or one outside, named after it.

    Raises Problem when there is no such place.
    """
    if not owner.changes or owner.can_enter(var):
        return var
    home = OUTSIDE / _name_of(var)
    try:
        OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
        home.mkdir(mode=0o755, exist_ok=True)
        (home / "CHECKOUT").write_text(f"{var}\n")
    except OSError as error:
        raise Problem(f"{OUTSIDE} can't be written ({error.strerror}): {INSTEAD}") from error
    if not owner.can_enter(home):
        raise Problem(f"{home} can't be reached by user {owner.uid}: {INSTEAD}")
    return home


def _name_of(var: Path) -> str:
    """A name that belongs to this `var` and moves with it. A new checkout in an old one's place gets a new name."""
    file = var / "home-name"
    if not file.exists():
        file.write_text(f"{var.parent.name}-{secrets.token_hex(4)}\n")
    return file.read_text().strip()


def reachable_programs(owner: Owner, package: Path, part: str, probe: str, home: Path) -> Path:
    """A directory of an installed package's programs, copied into `home` when this user can't reach the installed one.

    probe: a program below the directory that answers to `--version`, and needs every library that the others need.
    """
    installed = package / part
    if owner.can(installed / probe, "--version"):
        return installed
    copied = home / "programs" / package.name / part
    stamp, stamp_file = f"{installed} {(installed / probe).stat().st_mtime_ns}", copied / ".copied-from"
    if not stamp_file.exists() or stamp_file.read_text() != stamp:
        _copy(installed, copied)
        libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps them: beside its package
        if libraries.exists():
            _copy(libraries, home / "programs" / libraries.name)
        _open_to_all(home / "programs")
        stamp_file.write_text(stamp)
    if not owner.can(copied / probe, "--version"):
        raise Problem(f"{probe} can't be run as user {owner.uid}: {INSTEAD}")
    return copied


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "__pycache__"))


def _open_to_all(directory: Path) -> None:
    for path in [directory, *directory.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
