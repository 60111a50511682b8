"""What the commands in `bin/` take. Read before anything is installed, so a mistyped option is answered at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUN_HELP = """\
Start the whole site on this machine: pages, sockets, worker and clock, with Postgres, Redis and a stand-in for Stripe
of its own under var/.
The first start installs what it needs and loads the sample; Ctrl-C stops everything.
"""
RUN_ENVIRONMENT = """\
environment:
  PORT                      where the pages answer (default: 8000, or the next free port)
  BIND                      the network address to listen on (default: 127.0.0.1, this machine alone)
  DATABASE_URL, REDIS_URL   use these services instead of embedded ones
  STRIPE_SECRET_KEY         take payments through Stripe instead of the local stand-in
  AWS_STORAGE_BUCKET_NAME   keep files in S3      EMAIL_URL   send real mail
docs/deploy.md lists the rest.
"""
TEST_HELP = """\
Check everything: style, types, import contracts, migrations, unit, integration and browser tests.
It brings its own Postgres, Redis and, where it can, Chromium, and leaves a running site alone.
"""
MESSAGES_HELP = """\
Bring the texts in locale/ up to date with the code, compile them, and say what is not translated yet.
A language is offered on the site once it stands in LANGUAGES (marketplace/settings.py).
"""
TEST_AFTERWORD = "With a path or any other option of pytest, only pytest runs: bin/test tests/kit -k money"


def run_parser() -> argparse.ArgumentParser:
    """`bin/run`."""
    parser = _parser("run", RUN_HELP, RUN_ENVIRONMENT)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="also load the full texts of a data directory, such as ../shared/data"
    )
    return parser


def test_parser() -> argparse.ArgumentParser:
    """`bin/test`."""
    parser = _parser("test", TEST_HELP, TEST_AFTERWORD)
    parser.add_argument("--deep", action="store_true", help="add the long matrices")
    return parser


def backup_parser() -> argparse.ArgumentParser:
    """`bin/backup`."""
    parser = _parser("backup", "Write the database and the uploaded files into one new directory.")
    parser.add_argument("directory", type=Path, help="where to write; it must not exist yet")
    return parser


def restore_parser() -> argparse.ArgumentParser:
    """`bin/restore`."""
    parser = _parser("restore", "Put a backup back. The database that is there now is replaced.")
    parser.add_argument("directory", type=Path, help="a directory that bin/backup wrote")
    parser.add_argument("--replace", action="store_true", help="needed when the database holds anything")
    return parser


def messages_parser() -> argparse.ArgumentParser:
    """`bin/messages`."""
    parser = _parser("messages", MESSAGES_HELP)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a text is missing")
    parser.add_argument("--begin", metavar="LANGUAGE", help="begin the catalogue of a language, such as fr or pt-br")
    return parser


@dataclass(frozen=True)
class Tool:
    """A command of `bin/`: the module that does it, the packages that it needs, and its options."""

    module: str
    requirements: str
    parser: Callable[[], argparse.ArgumentParser]
    passes_rest_on: bool = False


TOOLS = {
    "run": Tool("marketplace.local.site", "local", run_parser),
    "test": Tool("marketplace.local.checks", "test", test_parser, passes_rest_on=True),
    "backup": Tool("marketplace.local.backup", "local", backup_parser),
    "restore": Tool("marketplace.local.restore", "local", restore_parser),
    "messages": Tool("marketplace.texts", "local", messages_parser),
}


def parse(tool: str, arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options of a command, and what it passes on. Exits with a sentence when they make no sense."""
    parser = TOOLS[tool].parser()
    if TOOLS[tool].passes_rest_on:
        return parser.parse_known_args(arguments)
    return parser.parse_args(arguments), []


def _parser(name: str, description: str, afterword: str = "") -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=f"bin/{name}",
        description=description,
        epilog=afterword,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
