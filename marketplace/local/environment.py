"""The virtual environment: made on the first start, checked in an instant on every other. Standard library alone.

`.venv` is installed from a compiled, hash-pinned requirements file. A stamp inside says which file it holds; without a
good stamp (a first start, an interrupted install, a moved checkout, another Python) it is made anew. The packages for
tests are a superset of those for running, so `bin/test` beside a running site only ever adds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path

from marketplace.local import command_line, installer
from marketplace.local.locks import Busy, Lock
from marketplace.local.places import ROOT, Places
from marketplace.local.problem import Problem, sentence
from marketplace.local.progress import step

SPACE_TO_INSTALL = 2_000_000_000
SUPERSET = {"local": "test"}


def main(arguments: list[str]) -> None:
    """Make the environment ready for a command of `bin/`, then become that command."""
    tool, *rest = arguments
    command_line.parse(tool, rest)
    places = Places(var=ROOT / "var")  # the environment belongs to the checkout, whatever VAR_DIR says
    try:
        prepare(places, command_line.TOOLS[tool].requirements)
    except (Problem, OSError) as error:
        sys.exit(f"bin/{tool}: {sentence(error)}")
    except KeyboardInterrupt:
        sys.exit(f"bin/{tool}: stopped; the next start goes on from here.")
    python = str(python_of(places))
    os.execv(python, [python, "-m", command_line.TOOLS[tool].module, *rest])


def prepare(places: Places, need: str) -> None:
    """Install what is missing. Raises Problem with one sentence when that can't be done."""
    if is_ready(places, need):
        return
    _check_python()
    places.make()
    try:
        setup = Lock(places.run / "setup.lock").acquire()
    except Busy as error:
        raise Problem("Another start of this copy is installing packages: wait until it is done.") from error
    try:
        if not is_ready(places, need):
            _install(places, _what_to_install(places, need))
    finally:
        setup.release()


def is_ready(places: Places, need: str) -> bool:
    """Whether `.venv` holds the packages that are needed, or their superset. An image build seals what it holds."""
    if (places.root / ".venv" / "sealed").exists():
        return True
    stamp = _read_stamp(places)
    if stamp != {**_expected_stamp(places), "holds": stamp.get("holds")}:
        return False
    return stamp["holds"] in (need, SUPERSET.get(need)) and python_of(places).exists()


def python_of(places: Places) -> Path:
    """The interpreter of the environment."""
    return places.root / ".venv" / "bin" / "python"


def _install(places: Places, name: str) -> None:
    keeps = _is_of_this_python_and_place(places)
    _refuse_under_a_running_site(places, adds_only=keeps and _has_same_pins(places))
    _check_space(places)
    stamp, log = _stamp_file(places), places.log / "setup.log"
    stamp.unlink(missing_ok=True)
    if not keeps:
        with step("Python environment"):
            installer.make_venv(places.root / ".venv", log)
    with step("Packages"):
        installer.install(python_of(places), places.root / "requirements", name, log)
    stamp.write_text(json.dumps({**_expected_stamp(places), "holds": name}))


def _is_of_this_python_and_place(places: Places) -> bool:
    """Whether a finished environment is there that needs other packages at most."""
    stamp, expected = _read_stamp(places), _expected_stamp(places)
    return all(stamp.get(key) == expected[key] for key in ("python", "root")) and python_of(places).exists()


def _has_same_pins(places: Places) -> bool:
    return _read_stamp(places).get("requirements") == _expected_stamp(places)["requirements"]


def _what_to_install(places: Places, need: str) -> str:
    """The file to install: never fewer packages than are there, or tests and site would undo each other's work."""
    superset = SUPERSET.get(need)
    return superset if superset and _read_stamp(places).get("holds") == superset else need


def _expected_stamp(places: Places) -> dict[str, object]:
    files = {path.stem: path.read_bytes() for path in sorted((places.root / "requirements").glob("*.txt"))}
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "root": str(places.root),
        "requirements": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def _read_stamp(places: Places) -> dict[str, object]:
    try:
        stamp: dict[str, object] = json.loads(_stamp_file(places).read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _stamp_file(places: Places) -> Path:
    return places.root / ".venv" / "installed.json"


def _check_python() -> None:
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        raise Problem(
            f"{sys.executable} comes without its venv module: install it (Debian, Ubuntu: apt install python3-venv)."
        )


def _check_space(places: Places) -> None:
    free = shutil.disk_usage(places.root).free
    if free < SPACE_TO_INSTALL:
        raise Problem(
            f"The disk of {places.root} has {free / 1e9:.1f} GB free and the first start needs "
            f"{SPACE_TO_INSTALL / 1e9:.0f} GB: make room."
        )


def _refuse_under_a_running_site(places: Places, *, adds_only: bool) -> None:
    """A change of packages under a running site would break it. Adding the test packages does not."""
    holder = Lock(places.run / "site.lock").holder()
    if holder and not adds_only:
        raise Problem(f"The packages changed and a site runs from this copy (process {holder}): stop it first.")


if __name__ == "__main__":
    main(sys.argv[1:])
