"""How fast the public pages are, beside a bare Django view, at 10,000 and at 200,000 listings.

Two databases and four servers (each gunicorn with two sync workers) run side by side; only one is asked at a time.
Every round asks all of them in turn, so that whatever else the machine does meanwhile falls on all alike. A ratio is
worked out within each round; of the rounds the median counts. The bare view is plain Django as `startproject` leaves
it, with one query for 24 rows and a template that gives as many bytes as discover does.
"""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote_plus

from bench.client import Taken, load
from bench.site import Site, server, site

SITE, BARE = "marketplace.wsgi", "bench.bare.wsgi"
# What people look for in the sample, rare and common. Together with a kind and two facets.
WORDS = (
    "logo",
    "illustration",
    "translation",
    "website",
    "photographs",
    "video",
    "python",
    "editing",
    "animation",
    "book",
)
FACETS = "kind=project&level=expert&place=remote"
DETAILS = ("project", "portfolio", "fundraiser", "person")
WARM_UP = 1.5


@dataclass(frozen=True)
class Target:
    """Something to ask: a server's port and the paths to take in turn."""

    name: str
    port: int
    paths: list[str]


Round = Mapping[str, Taken]


def add_arguments(parser: ArgumentParser) -> None:
    """What `bin/bench pages` takes."""
    parser.add_argument("--small", type=int, default=10_000, help="listings in the small database")
    parser.add_argument("--large", type=int, default=200_000, help="listings in the large one")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median counts")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each page in each round")


def run(chosen: Namespace) -> None:
    """Measure and print."""
    with site() as here:
        _fill(here, chosen.small, chosen.large)
        queries = _count_queries(here)
        with ExitStack() as running:
            targets = _targets(here, running)
            for target in targets:
                load(target.port, target.paths, seconds=WARM_UP)
            rounds = [_round(targets, chosen.seconds, place) for place in range(chosen.rounds)]
    _report(targets, rounds, queries)


def _fill(here: Site, small: int, large: int) -> None:
    began = time.monotonic()
    here.create("small")
    here.prepare()
    here.manage("small", "migrate", "--no-input")
    here.manage("small", "load_sample", "--scale", str(small))
    here.create("large", like="small")
    here.manage("large", "load_sample", "--scale", str(large))
    for database in ("small", "large"):
        here.tidy(database)
        count = here.rows(database, "SELECT count(*) FROM catalog_listing WHERE is_live")[0][0]
        _say(f"{database}: {count:,} listings")
    _say(f"loaded in {time.monotonic() - began:.0f} s")


def _targets(here: Site, running: ExitStack) -> list[Target]:
    """The bare view, then every page from both databases drawn each time, then from the cache."""

    def start(application: str, database: str, cached_for: int) -> int:
        environment = {**here.environment(database), "PAGE_CACHE_SECONDS": str(cached_for)}
        return running.enter_context(server(application, environment))

    paths = {database: _paths(here, database) for database in ("small", "large")}
    targets = [Target("bare", start(BARE, "large", 0), ["/"])]
    for database in ("small", "large"):
        port = start(SITE, database, 0)
        targets += [Target(f"{page} {database}", port, own) for page, own in paths[database].items()]
    port = start(SITE, "large", 3600)
    return targets + [Target(f"{page} cached", port, own) for page, own in paths["large"].items()]


def _paths(here: Site, database: str) -> dict[str, list[str]]:
    """The addresses of each page; of the detail pages some of every kind."""
    urls: list[str] = []
    for kind in DETAILS:
        query = (
            f"SELECT url FROM catalog_listing WHERE is_live AND kind = '{kind}' ORDER BY published_at DESC, id LIMIT 3"
        )
        urls += [url for (url,) in here.rows(database, query)]
    searches = [f"/discover/?q={quote_plus(word)}&{FACETS}" for word in WORDS]
    return {"home": ["/"], "discover": searches, "detail": urls}


def _round(targets: list[Target], seconds: float, place: int) -> Round:
    taken = {target.name: load(target.port, target.paths, seconds=seconds) for target in targets}
    _say(
        f"round {place + 1}: bare {taken['bare'].per_second:.0f}/s, discover {taken['discover large'].per_second:.0f}/s"
    )
    return taken


def _count_queries(here: Site) -> dict[str, int]:
    """The most queries that a page of each sort takes, counted in a process of its own."""
    return {
        page: int(here.python("large", "-m", "bench.queries", *paths)) for page, paths in _paths(here, "large").items()
    }


def _report(targets: list[Target], rounds: list[Round], queries: dict[str, int]) -> None:
    _say(f"\n{'':20} {'a second':>9} {'p95, ms':>8} {'to bare':>8} {'kB':>6} {'queries':>8}")
    for target in targets:
        speed, p95 = (_of_rounds(rounds, pick) for pick in (_speed(target.name), _p95(target.name)))
        size, number = rounds[-1][target.name].size / 1000, queries.get(target.name.split()[0], 1)
        share = _of_rounds(rounds, _to_bare(target.name))
        shown = "" if target.name.endswith("cached") else str(number)
        _say(f"{target.name:20} {speed:9.0f} {p95:8.1f} {share:8.2f} {size:6.0f} {shown:>8}")
    growth = max(_of_rounds(rounds, _growth(page)) for page in queries)
    cached = min(_of_rounds(rounds, _to_bare(f"{page} cached")) for page in queries)
    ratios = {page: _of_rounds(rounds, _to_bare(f"{page} large")) for page in ("discover", "detail")}
    _say(
        f"pages: discover_vs_bare={ratios['discover']:.2f} detail_vs_bare={ratios['detail']:.2f}"
        f" cached_vs_bare={cached:.2f} growth={growth:.2f} queries={max(queries.values())}"
    )


def _of_rounds(rounds: list[Round], pick: Callable[[Round], float]) -> float:
    return median(pick(one) for one in rounds)


def _speed(name: str) -> Callable[[Round], float]:
    return lambda one: one[name].per_second


def _p95(name: str) -> Callable[[Round], float]:
    return lambda one: one[name].p95


def _to_bare(name: str) -> Callable[[Round], float]:
    return lambda one: one[name].per_second / one["bare"].per_second


def _growth(page: str) -> Callable[[Round], float]:
    """How much longer the page takes at the large size, at the 95th of 100 answers."""
    return lambda one: one[f"{page} large"].p95 / one[f"{page} small"].p95


def _say(line: str) -> None:
    print(line, flush=True)
