"""Database, static files and sample, made ready in one process: starting Django once instead of four times."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import traceback
from pathlib import Path
from typing import TextIO

from marketplace.local.progress import step


def main() -> int:
    """Run each step. Details go to standard error, a log, whose last line is the reason of a failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    chosen = parser.parse_args()
    try:
        prepare(chosen.data, sys.stderr)
    except Exception as error:
        traceback.print_exc()
        print(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}", file=sys.stderr)
        return 1
    return 0


def prepare(data: Path | None, log: TextIO) -> None:
    """Migrate, collect the static files, load the sample (the first time) and a data directory (when given)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command, get_commands

    django.setup()
    with step("Database"):
        call_command("migrate", interactive=False, verbosity=1, stdout=log, stderr=log)
    if not settings.DEBUG:
        _collect_static(log)
    known = get_commands()
    if "load_sample" in known:
        with step("Sample"):
            call_command("load_sample", stdout=log, stderr=log)
            if data:
                call_command("load_sample", "--from", str(data), stdout=log, stderr=log)
    if "sample_sign_ins" in known:
        with (settings.VAR_DIR / "run" / "sign-ins.txt").open("w") as file:
            call_command("sample_sign_ins", stdout=file, stderr=log)


def _collect_static(log: TextIO) -> None:
    """Compressing takes seconds, so it is done only when a file changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    with step("Static files"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=log, stderr=log)
        stamp.write_text(now)


def _fingerprint() -> str:
    """Changes when any static file of ours or of an installed package does."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = os.stat(storage.path(name))
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
