"""Database and sample, made ready in one process: starting Django once instead of three times."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path
from typing import TextIO

from marketplace.local.progress import timed


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
    """Migrate, load the sample (the first time) and a data directory (when given), note who can sign in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    with timed("Database"):
        call_command("migrate", interactive=False, verbosity=1, stdout=log, stderr=log)
    with timed("Sample"):
        call_command("load_sample", stdout=log, stderr=log)
    if data:
        with timed(f"Data of {data}"):
            call_command("load_sample", "--from", str(data), stdout=log, stderr=log)
    with (settings.VAR_DIR / "run" / "sign-ins.txt").open("w") as file:
        call_command("sample_sign_ins", stdout=file, stderr=log)


if __name__ == "__main__":
    sys.exit(main())
