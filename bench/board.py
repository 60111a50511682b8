"""Fifty open pages of one board while twenty cards a second are moved: how long until the last page shows each move.

The site's own page server, socket server, Postgres and Redis, each in processes as they are served. A move is a POST as
a browser sends it; its clock starts before the request and stops when the last of the open pages has its number. Then
the numbers that each page was told are held against those that were given: none may be missing.
"""

import http.client
import json
import random
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench import processes
from bench.frames import Crowd, Listener
from bench.site import Site, server, site
from marketplace.local.problem import Problem

DATABASE = "small"
TOKEN = "b" * 32  # a browser's own, as good as any: the cookie and the form must agree
PATIENCE = 20.0
AT_ONCE = 8  # requests that may be under way


@dataclass(frozen=True)
class Filled:
    """What the board holds."""

    contract: str
    columns: list[str]
    cards: list[str]


@dataclass
class Result:
    """When each move was sent and answered, by the number that it was given; and what was refused. Seconds."""

    sent: dict[int, float] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def add_arguments(parser: ArgumentParser) -> None:
    """What `bin/bench board` takes."""
    parser.add_argument("--pages", type=int, default=50, help="open pages of the board")
    parser.add_argument("--cards", type=int, default=40)
    parser.add_argument("--rate", type=float, default=20.0, help="moves a second")
    parser.add_argument("--seconds", type=float, default=30.0)


def run(chosen: Namespace) -> None:
    """Measure and print."""
    with site() as here, _served(here) as (pages_port, sockets_port, tell):
        filled = Filled(**tell("fill", cards=chosen.cards))
        cookie, sessions = tell("cookie"), tell("sessions", people=chosen.pages)
        crowd = Crowd(sockets_port, path=f"/ws/contracts/{filled.contract}/board/")
        crowd.open(sessions, cookie=cookie)
        _warm(pages_port, filled, f"{cookie}={sessions[0]}")
        _say(f"{chosen.pages} open pages, {len(filled.cards)} cards, {chosen.rate:.0f} moves a second")
        result = _move(chosen, pages_port, filled, [f"{cookie}={session}" for session in sessions], crowd)
        last = max(result.sent)
        crowd.listen(PATIENCE, until=lambda page: _reached(page) >= last)
        _report(crowd, result)
        crowd.close()


@contextmanager
def _served(here: Site) -> Iterator[tuple[int, int, processes.Talk]]:
    here.create(DATABASE)
    here.prepare()
    here.manage(DATABASE, "migrate", "--no-input")
    own = {"DJANGO_SETTINGS_MODULE": "marketplace.settings", "ALLOWED_HOSTS": "127.0.0.1"}
    environment = {**here.environment(DATABASE), **own}
    with (
        processes.talk("bench.boarded.talk", environment) as tell,
        processes.sockets(environment) as sockets,
        server("marketplace.wsgi", environment) as pages,
    ):
        yield pages, sockets, tell


def _warm(port: int, filled: Filled, cookie: str) -> None:
    """Let every worker have its connections before the clock runs."""
    for _each in range(20):
        _post(port, filled.cards[0], filled.columns[0], "", cookie)


def _move(chosen: Namespace, port: int, filled: Filled, cookies: list[str], crowd: Crowd) -> Result:
    """The moves at their moments, each in the name of another page, while the pages listen."""
    result, chance = Result(), random.Random(1)
    began = time.time() + 0.5
    count = int(chosen.rate * chosen.seconds)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        moving = []
        for number in range(count):
            card, before = chance.sample(filled.cards, 2)
            asked = (port, card, chance.choice(filled.columns), before, cookies[number % len(cookies)])
            moving.append(hands.submit(_at, began + number / chosen.rate, result, asked))
        while not all(move.done() for move in moving):  # a slow server answers the last moves late
            crowd.listen(0.2)
    return result


def _at(moment: float, result: Result, asked: tuple[Any, ...]) -> None:
    time.sleep(max(0.0, moment - time.time()))
    sent = time.time()
    try:
        answer = _post(*asked)
    except (OSError, Problem, ValueError) as error:
        result.refused.append(str(error))
        return
    result.answered.append(time.time() - sent)
    result.sent[answer["number"]] = sent


def _post(port: int, card: str, column: str, before: str, cookie: str) -> dict[str, Any]:
    body = urlencode({"to": column, "before": before, "csrfmiddlewaretoken": TOKEN})
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{cookie}; csrftoken={TOKEN}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", f"/cards/{card}/move/", body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != 200:
        raise Problem(f"A move was answered with {response.status}: {text[:300]}")
    answer: dict[str, Any] = json.loads(text)
    return answer


def _told(page: Listener) -> Iterator[tuple[float, int, int]]:
    """When the page was told which numbers: moment, first, last."""
    for at, message in page.heard:
        if "last" in message:
            yield at, message["last"] - len(message["said"]) + 1, message["last"]


def _reached(page: Listener) -> int:
    return max((last for _at, _first, last in _told(page)), default=0)


def _shown_at(page: Listener) -> dict[int, float]:
    """When each number was on the page first."""
    shown: dict[int, float] = {}
    for at, first, last in _told(page):
        for number in range(first, last + 1):
            shown.setdefault(number, at)
    return shown


def _report(crowd: Crowd, result: Result) -> None:
    if result.refused:
        raise Problem(f"{len(result.refused)} moves failed; the first: {result.refused[0]}")
    shown = [_shown_at(page) for page in crowd.pages]
    lost = sum(number not in page for page in shown for number in result.sent)
    waits = sorted(
        1000 * (max(page.get(number, sent + PATIENCE) for page in shown) - sent) for number, sent in result.sent.items()
    )
    p95 = waits[ceil(0.95 * len(waits)) - 1]
    answered = sorted(result.answered)
    _say(f"{len(waits)} moves, {sum(len(page) for page in shown):,} times shown")
    _say(f"answered in ms: median {1000 * median(answered):.0f}, p95 {1000 * answered[int(0.95 * len(answered))]:.0f}")
    _say(f"on the last page in ms: median {median(waits):.0f}, p95 {p95:.0f}, slowest {waits[-1]:.0f}")
    _say(f"board: p95_ms={p95:.0f} lost={lost}")


def _say(line: str) -> None:
    print(line, flush=True)
