"""A Chromium without root on Debian: the distribution's packages, fetched by apt and only unpacked, below var/.

Playwright's own download needs libraries that a bare system lacks and that only root can install. apt resolves and
checks the same packages for anybody, with state directories of their own.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

PACKAGES = ["chromium", "fonts-liberation"]
NOT_NEEDED = (
    "adwaita-icon-theme",
    "libgl1-mesa-dri",
    "libllvm",
    "libz3",
    "systemd",
)  # drawing without a screen does without
FETCH_WITHIN = 600

FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <cachedir>{root}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Liberation Mono</family></prefer></alias>
</fontconfig>
"""
START = """\
#!/bin/sh
# Starts the Chromium that was unpacked here, with its own libraries and fonts.
export LD_LIBRARY_PATH={libraries} FONTCONFIG_FILE={fonts}
exec {program} "$@"
"""


def path_in(cache: Path) -> Path:
    """Where its start script lies once it is unpacked."""
    return cache / "chromium" / "chromium"


def fetch(cache: Path, log: Path) -> bool:
    """Unpack a Chromium into a directory; False, with the reason in the log, where that can't be done."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    home = path_in(cache).parent
    shutil.rmtree(home, ignore_errors=True)
    apt = _apt(home / "apt")
    install = [*apt, "install", "--download-only", "--yes", "--no-install-recommends", *PACKAGES]
    if not (_run([*apt, "update"], log) and _run(install, log)):
        return False
    if not all(_unpack(package, home / "root", log) for package in _fetched(home / "apt")):
        return False
    shutil.rmtree(home / "apt")
    write_start(home)
    return True


def _apt(state: Path) -> list[str]:
    """apt with directories of its own, so that it needs no right to the system's."""
    for directory in ("lists/partial", "cache/archives/partial"):
        (state / directory).mkdir(parents=True)
    settings = {"Dir::State::lists": state / "lists", "Dir::Cache": state / "cache", "Debug::NoLocking": "1"}
    return ["apt-get", *(word for name, value in settings.items() for word in ("-o", f"{name}={value}"))]


def _fetched(state: Path) -> list[Path]:
    packages = sorted((state / "cache" / "archives").glob("*.deb"))
    return [package for package in packages if not package.name.startswith(NOT_NEEDED)]


def _unpack(package: Path, root: Path, log: Path) -> bool:
    root.mkdir(exist_ok=True)
    return _run(["dpkg-deb", "--extract", str(package), str(root)], log)


def write_start(home: Path) -> None:
    """Write the script that starts what was unpacked, with its libraries and fonts."""
    root = home / "root"
    (home / "fonts.conf").write_text(FONTS.format(root=root))
    program = next(root.glob("usr/lib/chromium/chromium"))
    folders = {str(library.parent) for library in root.glob("**/lib/**/*.so*")}
    text = START.format(
        libraries=shlex.quote(":".join(sorted(folders))),
        fonts=shlex.quote(str(home / "fonts.conf")),
        program=shlex.quote(str(program)),
    )
    script = home / "chromium"
    script.write_text(text)
    script.chmod(0o755)


def _run(command: list[str], log: Path) -> bool:
    with log.open("ab") as file:
        try:
            done = subprocess.run(
                command,
                env={**os.environ, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                timeout=FETCH_WITHIN,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0
