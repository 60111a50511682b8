"""What bin/test checks."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from marketplace.local import browser
from marketplace.local.check_runner import Check
from marketplace.local.places import ROOT

PYTHON = sys.executable
PROGRAMS = Path(PYTHON).parent
TEMPLATES = ("templates", "*/templates")

LINTER = {"DJANGO_SETTINGS_MODULE": "tests.lint_settings", "LOG_LEVEL": "WARNING"}
AS_IN_PRODUCTION = {
    "DEBUG": "",
    "EMBEDDED": "",
    "SITE_URL": "https://daybook.example",
    "ALLOWED_HOSTS": "daybook.example",
    "EMAIL_URL": "smtp://localhost:25",
    "SECRET_KEY": secrets.token_urlsafe(48),
}


def without_tests() -> list[Check]:
    """The slowest first, so that the others fit beside it."""
    manage = [PYTHON, "manage.py"]
    return [
        Check("types", [PYTHON, "-m", "mypy"]),
        Check("imports", [str(PROGRAMS / "lint-imports"), "--no-cache"]),
        Check("migrations complete", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("migrations safe", [*manage, "lintmigrations"], LINTER),
        Check("deployment settings", [*manage, "check", "--deploy", "--fail-level", "WARNING"], AS_IN_PRODUCTION),
        Check("lint", [PYTHON, "-m", "ruff", "check"]),
        Check("format", [PYTHON, "-m", "ruff", "format", "--check"]),
        Check("templates", [str(PROGRAMS / "djade"), "--check", "--target-version", "5.2", *_templates()]),
    ]


def tests(*, deep: bool) -> Check:
    """Unit and integration tests."""
    return _pytest("tests", "not browser" if deep else "not browser and not deep")


def browser_tests(chromium: Path, *, deep: bool) -> Check:
    """Journeys in a real browser."""
    environment = {"CHROMIUM": str(chromium), **browser.driver_environment()}
    return _pytest("browser tests", "browser" if deep else "browser and not deep", environment)


def _pytest(name: str, marks: str, env: dict[str, str] | None = None) -> Check:
    """Two phases share their databases: the first makes them, the second takes them over."""
    processes = str(min(os.cpu_count() or 1, 4))
    options = ["-q", "-m", marks, "-n", processes, "--dist", "loadgroup", "--reuse-db", "--color", "no"]
    return Check(name, [PYTHON, "-m", "pytest", *options], env or {}, is_tests=True)


def _templates() -> list[str]:
    return sorted(str(path) for where in TEMPLATES for path in ROOT.glob(f"{where}/**/*.html"))
