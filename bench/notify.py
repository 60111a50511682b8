"""One event told to 100,000 watchers, and one told to 2,000 open pages: how long, how much memory, nobody twice.

The site's own worker, socket server, Postgres and Redis, each in processes as they are served. An event is announced
as an act does it, and the clock starts when that act has committed. For the watchers it stops with the last notice, for
the open pages with the last message that arrived there. Then the same event is told once more from the start, and
another one while the worker is killed half way: still everybody has each of them once.
"""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import psycopg

from bench import processes
from bench.frames import Crowd, Listener
from bench.processes import Environment, Running, Talk
from bench.site import Site, site
from bench.told.apps import KIND
from marketplace.local.problem import Problem

DATABASE = "small"
PATIENCE = 900.0
SECOND_COPY_WITHIN = 0.5  # seconds in which a message that was sent twice would have come again

_TOLD = "SELECT count(*), count(DISTINCT user_id) FROM social_notice WHERE kind = %s AND key = %s"
_IS_DONE = "SELECT EXISTS (SELECT FROM social_fanout WHERE kind = %s AND key = %s AND done_at IS NOT NULL)"
# As if ten minutes had gone by: what a worker held that was killed is free again.
_LEASES_END = (
    "UPDATE social_fanout SET try_at = now() WHERE done_at IS NULL",
    "UPDATE kit_outboxmessage SET try_at = now(), lease = NULL WHERE delivered_at IS NULL",
)
_FROM_THE_START = "UPDATE social_fanout SET done_at = NULL, step = 0, cursor = NULL, lease = NULL, try_at = now()"


@dataclass
class Watchers:
    """What telling everybody who watches took."""

    people: int
    seconds: float = 0.0
    megabytes: float = 0.0
    duplicates: int = 0


@dataclass
class Pages:
    """What telling everybody with an open page took: milliseconds to the last one, for each round."""

    people: int
    last: list[float] = field(default_factory=list)
    duplicates: int = 0

    @property
    def p95(self) -> float:
        """The milliseconds within which in 95 of 100 rounds the last page had heard."""
        return sorted(self.last)[ceil(0.95 * len(self.last)) - 1]


@dataclass(frozen=True)
class Books:
    """The database, seen from beside."""

    connection: "psycopg.Connection[tuple[Any, ...]]"

    def one(self, query: str, *values: Any) -> tuple[Any, ...]:
        """The first row of what a query finds."""
        return self.connection.execute(query, values).fetchone() or ()

    def do(self, *statements: str) -> None:
        for statement in statements:
            self.connection.execute(statement)

    def wait(self, is_so: Callable[[], bool], what: str) -> None:
        """Look every hundredth of a second until it is so."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > deadline:
                raise Problem(f"Gave up waiting for {what}.")
            time.sleep(0.01)

    def wait_until_told(self, word: str) -> None:
        self.wait(lambda: bool(self.one(_IS_DONE, KIND, word)[0]), f"everybody to be told of {word}")

    def too_many(self, word: str, people: int) -> int:
        """How many notices of the event are one too many. Raises Problem where somebody has none."""
        notices, told = self.one(_TOLD, KIND, word)
        if told != people:
            raise Problem(f"{told:,} of {people:,} people were told of {word}.")
        return int(notices - told)


def add_arguments(parser: ArgumentParser) -> None:
    """What `bin/bench notify` takes."""
    parser.add_argument("--watchers", type=int, default=100_000, help="people who watch the thing that changes")
    parser.add_argument("--sockets", type=int, default=2_000, help="open pages, each of somebody else")
    parser.add_argument("--rounds", type=int, default=20, help="events told to the open pages")


def run(chosen: Namespace) -> None:
    """Measure and print."""
    with site() as here:
        watched, opened = _prepare(here)
        environment = {**here.environment(DATABASE), "DJANGO_SETTINGS_MODULE": "bench.told.settings"}
        with processes.talk("bench.told.talk", environment) as tell, _books(environment) as books:
            watchers, pages = Watchers(chosen.watchers), Pages(chosen.sockets)
            tell("fill", listing=watched, people=watchers.people)
            tell("fill", listing=opened, people=pages.people)
            _say(f"{watchers.people:,} watchers, {pages.people:,} more with an open page")
            _tell_watchers(books, environment, tell, watched, watchers)
            _tell_pages(environment, tell, opened, pages, chosen.rounds)
    _report(watchers, pages)


@contextmanager
def _books(environment: Environment) -> Iterator[Books]:
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        yield Books(connection)


def _prepare(here: Site) -> tuple[str, str]:
    """A database with the sample; two of its listings, to be watched."""
    here.create(DATABASE)
    here.prepare()
    here.manage(DATABASE, "migrate", "--no-input")
    here.manage(DATABASE, "load_sample", "--scale", "1000")
    found = here.rows(DATABASE, "SELECT id FROM catalog_listing WHERE is_live AND kind = 'project' ORDER BY id LIMIT 2")
    return str(found[0][0]), str(found[1][0])


def _tell_watchers(books: Books, environment: Environment, tell: Talk, listing: str, result: Watchers) -> None:
    worker = processes.worker(environment)
    try:
        began = tell("announce", listing=listing, word="first")
        books.wait_until_told("first")
        result.seconds, result.megabytes = time.time() - began, worker.peak_megabytes()
        result.duplicates += books.too_many("first", result.people)
        books.do(_FROM_THE_START)
        tell("wake")
        books.wait_until_told("first")
        result.duplicates += books.too_many("first", result.people)
        worker = _die_half_way(books, environment, tell, listing, worker, result)
    finally:
        worker.stop()


def _die_half_way(
    books: Books, environment: Environment, tell: Talk, listing: str, worker: Running, result: Watchers
) -> Running:
    """Tell of another event, kill the worker when half of the people know, and let a new one go on."""
    tell("announce", listing=listing, word="second")
    books.wait(lambda: books.one(_TOLD, KIND, "second")[0] >= result.people / 2, "half of the people to be told")
    worker.kill()
    known = books.one(_TOLD, KIND, "second")[0]
    _say(f"the worker was killed when {known:,} had been told")
    books.do(*_LEASES_END)
    worker = processes.worker(environment)
    tell("wake")
    books.wait_until_told("second")
    result.duplicates += books.too_many("second", result.people)
    return worker


def _tell_pages(environment: Environment, tell: Talk, listing: str, result: Pages, rounds: int) -> None:
    worker = processes.worker(environment)
    try:
        with processes.sockets(environment) as port:
            crowd = Crowd(port)
            crowd.open(tell("sessions", listing=listing), cookie=tell("cookie"))
            for number in range(rounds):
                _one_round(crowd, tell, listing, f"round {number}", result)
            crowd.close()
    finally:
        worker.stop()


def _one_round(crowd: Crowd, tell: Talk, listing: str, word: str, result: Pages) -> None:
    crowd.forget()
    began = tell("announce", listing=listing, word=word)
    if not crowd.listen(PATIENCE, until=lambda page: bool(_moments(page, word))):
        raise Problem(f"Not every page heard of {word}.")
    result.last.append(1000 * (max(_moments(page, word)[0] for page in crowd.pages) - began))
    crowd.listen(SECOND_COPY_WITHIN)
    result.duplicates += sum(len(_moments(page, word)) - 1 for page in crowd.pages)


def _moments(page: Listener, word: str) -> list[float]:
    """When the page heard of the event."""
    return [at for at, message in page.heard for told in message["notices"] if word in told["text"]]


def _report(watchers: Watchers, pages: Pages) -> None:
    speed = watchers.people / watchers.seconds
    _say(f"\n{speed:,.0f} notices a second; a process of the worker took {watchers.megabytes:.0f} MB at most")
    _say(f"to the last of {pages.people:,} pages, ms: {' '.join(f'{each:.0f}' for each in sorted(pages.last))}")
    twice = watchers.duplicates + pages.duplicates
    _say(f"notify: seconds={watchers.seconds:.1f} sockets_p95_ms={pages.p95:.0f} duplicates={twice}")


def _say(line: str) -> None:
    print(line, flush=True)
