"""Static files, built and collected: run by bin/run beside the work on the database, which it has no part in."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from marketplace.local import lifeline
from marketplace.local.places import Places


def main() -> int:
    """Build what is made from packages, then collect everything if anything changed; returns the exit code."""
    places = Places()
    if code := _run("bin/build-static"):
        return code
    stamp, now = places.var / "static" / ".collected", fingerprint(places.root)
    if stamp.exists() and stamp.read_text() == now:
        return 0
    shutil.rmtree(stamp.parent, ignore_errors=True)
    if code := _run("manage.py", "collectstatic", "--no-input", "--verbosity=0"):
        return code
    stamp.write_text(now)
    return 0


def fingerprint(root: Path) -> str:
    """Changes when a static file of ours or the installed packages do. Collecting compresses, which takes seconds."""
    files = sorted(path for path in (root / "static").rglob("[!.]*") if path.is_file())
    digest = hashlib.sha256((root / ".venv" / "installed.json").read_bytes())
    for file in files:
        status = file.stat()
        digest.update(f"{file.relative_to(root)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _run(*command: str) -> int:
    """Run a script of the checkout; it dies with us."""
    done = subprocess.run([sys.executable, *command], env=os.environ, preexec_fn=lifeline.tie(signal.SIGTERM))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
