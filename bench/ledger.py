"""Entries a second through our ledger, beside the same writes as plain SQL and beside django-hordak, and at two sizes.

One Postgres with the settings of a one-machine run, four contestants on databases of their own: our ledger with few
entries and with many (`ledger.post` from Python, each entry committed by itself, the sealer at work beside it), the
same writes as plain SQL sent by pgbench, and the same transfers with django-hordak 2, in a Python environment that is
made for it and thrown away. Every round measures every case of all of them in turn, so that whatever else the machine
does meanwhile falls on all alike. A ratio is worked out within each round; of the rounds the median counts.
"""

import os
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench import processes
from bench.books import plain
from bench.books.cases import CASES, Case
from bench.processes import Talk
from bench.site import Site, site
from marketplace.local import installer
from marketplace.local.places import ROOT
from marketplace.local.problem import Problem

SMALL, LARGE, PLAIN, HORDAK = "small", "large", "plain", "hordak"  # contestants, and their databases
HEAD = Case("transfer", workers=4, is_hot=False)  # of which the last line speaks
HORDAK_NEEDS = ROOT / "bench/books/hordak"

Round = Mapping[tuple[str, Case], float]


@dataclass(frozen=True)
class Contestant:
    """Somebody who writes entries; `rate` measures how many a second."""

    name: str
    cases: tuple[Case, ...]
    rate: Callable[[Case], float]


def add_arguments(parser: ArgumentParser) -> None:
    """What `bin/bench ledger` takes."""
    parser.add_argument("--few", type=int, default=10_000, help="entries in the small books")
    parser.add_argument("--many", type=int, default=2_000_000, help="entries in the large ones")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median counts")
    parser.add_argument("--seconds", type=int, default=4, help="for each case in each round")


def run(chosen: Namespace) -> None:
    """Measure and print."""
    with site() as here, ExitStack() as running:
        _fill(here, chosen.few, chosen.many)
        ours = {name: running.enter_context(_talk(here, name)) for name in (SMALL, LARGE)}
        hordak = running.enter_context(_hordak(here))
        contestants = [
            Contestant(SMALL, tuple(CASES), partial(_told, ours[SMALL], chosen.seconds)),
            Contestant(LARGE, (HEAD,), partial(_told, ours[LARGE], chosen.seconds)),
            Contestant(PLAIN, tuple(CASES), _plain(here, chosen.seconds)),
            Contestant(HORDAK, tuple(CASES), partial(_told, hordak, chosen.seconds)),
        ]
        rounds = [_round(contestants, place) for place in range(chosen.rounds)]
        _ask_whether_they_are_right(ours)
    _report(rounds)


def _fill(here: Site, few: int, many: int) -> None:
    began = time.monotonic()
    here.create(SMALL)
    here.manage(SMALL, "migrate", "--no-input")
    with _talk(here, SMALL) as tell:
        tell("grow", many=few - tell("fill"))
    here.create(LARGE, like=SMALL)
    here.create(PLAIN, like=SMALL)
    here.do(PLAIN, plain.TABLES)
    with _talk(here, LARGE) as tell:
        tell("grow", many=many - few)
    for database in (SMALL, LARGE):
        here.tidy(database)
        entries = here.rows(database, "SELECT count(*) FROM payments_entry")[0][0]
        _say(f"{database}: {entries:,} entries, after {time.monotonic() - began:.0f} s")


@contextmanager
def _talk(here: Site, database: str) -> Iterator[Talk]:
    with processes.talk("bench.books.ours", here.environment(database)) as tell:
        yield tell


@contextmanager
def _hordak(here: Site) -> Iterator[Talk]:
    """The other ledger with its accounts, in an environment of its own."""
    directory = Path(tempfile.mkdtemp(prefix="daybook-hordak-"))
    try:
        installer.make_venv(directory, here.places.log / "hordak.log")
        python = directory / "bin/python"
        installer.install(python, HORDAK_NEEDS, "requirements", here.places.log / "hordak.log")
        here.create(HORDAK)
        environment = {**here.environment(HORDAK), "DJANGO_SETTINGS_MODULE": "bench.books.hordak.settings"}
        with processes.talk("bench.books.hordak.talk", environment, python=python) as tell:
            tell("fill")
            here.tidy(HORDAK)
            yield tell
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _plain(here: Site, seconds: int) -> Callable[[Case], float]:
    postgres = here.services.postgres
    if postgres is None:
        raise Problem("The measurement brings its own Postgres, and this machine cannot have it.")
    return partial(plain.rate, postgres.programs / "bin/pgbench", postgres.url(PLAIN), seconds)


def _told(tell: Talk, seconds: int, case: Case) -> float:
    rate: float = tell("measure", shape=case.shape, workers=case.workers, is_hot=case.is_hot, seconds=seconds)
    return rate


def _round(contestants: list[Contestant], place: int) -> Round:
    """All of them at each case; every other round begins with another, so that nobody always comes after the same."""
    order = contestants[place % len(contestants) :] + contestants[: place % len(contestants)]
    taken = {(one.name, case): one.rate(case) for case in CASES for one in order if case in one.cases}
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    _say(f"round {place + 1}; load of the machine: {load}")
    return taken


def _ask_whether_they_are_right(ours: Mapping[str, Talk]) -> None:
    for name, tell in ours.items():
        if faults := tell("faults"):
            raise Problem(f"The {name} books are wrong: {faults}")


def _report(rounds: list[Round]) -> None:
    _say(f"\n{'entries a second':42}{'ours':>8}{'plain SQL':>11}{'hordak':>8}{'of SQL':>8}{'of hordak':>11}")
    for case in CASES:
        speeds = [median(each[name, case] for each in rounds) for name in (SMALL, PLAIN, HORDAK)]
        ratios = [_ratio(rounds, (SMALL, case), (other, case)) for other in (PLAIN, HORDAK)]
        _say(f"{case!s:42}{speeds[0]:8,.0f}{speeds[1]:11,.0f}{speeds[2]:8,.0f}{ratios[0]:8.2f}{ratios[1]:11.2f}")
    _say(f"{'the same, in the large books':42}{median(each[LARGE, HEAD] for each in rounds):8,.0f}")
    figures = {
        "vs_sql": _ratio(rounds, (SMALL, HEAD), (PLAIN, HEAD)),
        "vs_hordak": _ratio(rounds, (SMALL, HEAD), (HORDAK, HEAD)),
        "growth": _ratio(rounds, (SMALL, HEAD), (LARGE, HEAD)),
    }
    _say("ledger: " + " ".join(f"{name}={value:.2f}" for name, value in figures.items()))


def _ratio(rounds: list[Round], one: tuple[str, Case], other: tuple[str, Case]) -> float:
    return median(each[one] / each[other] for each in rounds)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
