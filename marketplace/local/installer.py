"""Installing a hash-pinned requirements file: with uv, which is fast, or with pip where there is no uv."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from marketplace.local import lifeline
from marketplace.local.problem import Problem

DISK_FULL = ("No space left on device", "os error 28", "Disk quota exceeded")
WRONG_HASH = ("DO NOT MATCH THE HASHES", "Hash mismatch", "hash mismatch")
NO_WHEEL = ("no wheels with a matching", "No matching distribution", "has no wheels", "Failed building wheel")
NO_NETWORK = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "dns error",
    "Failed to establish a new connection",
    "Connection refused",
    "Network is unreachable",
    "error sending request",
    "timed out",
    "Could not connect",
    "ProxyError",
    "SSLError",
    "CERTIFICATE_VERIFY_FAILED",
    "invalid peer certificate",
)


def make_venv(directory: Path, log: Path) -> None:
    """Make an empty environment, whatever was there before."""
    done = run_logged([sys.executable, "-m", "venv", "--clear", str(directory)], log)
    if done.returncode:
        raise Problem(explain(done.stdout, log))


def install(python: Path, requirements: Path, name: str, log: Path) -> None:
    """Make the environment hold exactly one requirements file. Raises Problem with the likeliest reason."""
    index = index_settings(python)
    with_uv = _has_uv(python, requirements, log)
    if with_uv and run_logged(_uv_sync(python, requirements / f"{name}.txt"), log, index).returncode == 0:
        return
    done = run_logged(_pip_install(python, requirements / f"{name}.txt"), log)
    if done.returncode:
        raise Problem(explain(done.stdout, log))


def index_settings(python: Path) -> dict[str, str]:
    """The person's settings of pip, from its files and its environment variables, in the words of uv.

    Every package is pinned by hash, so it may come from whichever index has it.
    """
    listed = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    pip = read_pip_config(listed)
    uv = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "UV_INDEX": pip.get("extra-index-url"),
        "UV_FIND_LINKS": ",".join(pip.get("find-links", "").split()),
        "UV_INSECURE_HOST": pip.get("trusted-host"),
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout")),
        "SSL_CERT_FILE": pip.get("cert"),
        "ALL_PROXY": pip.get("proxy"),
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    return {name: value for name, value in uv.items() if value and name not in os.environ}


def explain(output: str, log: Path) -> str:
    """One sentence for a failed installation, from what pip or uv printed."""
    causes = (
        (DISK_FULL, "The disk is full: make room (2 GB) and start again."),
        (WRONG_HASH, "A package that was fetched is not the one that was pinned: check the package index."),
        (NO_NETWORK, "The packages could not be fetched: check the network, or name an index with PIP_INDEX_URL."),
        (NO_WHEEL, "A package does not exist for this kind of machine or this Python: use CPython 3.11 to 3.13."),
    )
    for signs, sentence in causes:
        if any(sign in output for sign in signs):
            return f"{sentence} The details are in {log}."
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "no word from the installer")
    return f"The packages could not be installed ({last.strip()}): see {log}."


def run_logged(command: list[str], log: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with its output in the log too. It dies with us: nothing installs unwatched."""
    done = subprocess.run(
        command,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lifeline.tie(signal.SIGKILL),
    )
    with log.open("a") as file:
        file.write(f"$ {' '.join(command)}\n{done.stdout}\n")
    return done


def _has_uv(python: Path, requirements: Path, log: Path) -> bool:
    if run_logged([str(python), "-m", "uv", "--version"], log).returncode == 0:
        return True
    return run_logged(_pip_install(python, requirements / "uv.txt"), log).returncode == 0


def _uv_sync(python: Path, file: Path) -> list[str]:
    return [str(python), "-m", "uv", "pip", "sync", "--require-hashes", "--python", str(python), str(file)]


def _pip_install(python: Path, file: Path) -> list[str]:
    quiet = ["--disable-pip-version-check", "--no-input", "--retries", "2"]
    return [str(python), "-m", "pip", "install", *quiet, "--require-hashes", "--no-deps", "-r", str(file)]


def read_pip_config(listed: str) -> dict[str, str]:
    """Read `pip config list`: lines such as global.index-url='https://…'. An environment variable comes over a file."""
    settings: dict[str, str] = {}
    for line in sorted(listed.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, quoted = line.partition("=")
        settings[name.rpartition(".")[2]] = " ".join(str(ast.literal_eval(quoted)).split())
    return settings
