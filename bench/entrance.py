"""What the entrance gives away: whether an address has an account, by time; and how many guesses get through.

One server, known and unknown addresses in turn, each from a network address of its own so that no throttle is met. For
each door the two sorts of times are compared by rank (Mann-Whitney): `auc` is the chance that a known address took
longer than an unknown one (0.50: no telling), p the chance that times which do not differ at all would look at least
as different. Then passwords and codes are guessed as fast as they are taken, for one account.
"""

import http.client
import re
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from math import erfc, sqrt
from statistics import median
from urllib.parse import urlencode

from bench.site import Site, server, site

APPLICATION = "marketplace.wsgi"
DOORS: dict[str, tuple[str, str]] = {
    "sign-in": ("/accounts/login/", "login"),
    "reset": ("/accounts/password/reset/", "email"),
    "code": ("/accounts/login/code/", "email"),
}
SMALLEST_P = 0.01
MAKE_PEOPLE = """
from accounts.models import User
from allauth.account.models import EmailAddress
for number in range({people}):
    user = User.objects.create_user(f"known{{number}}@example.org", "a sentence that nobody guesses")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""

_places = count(1)


@dataclass(frozen=True)
class Told:
    """What the times of one door tell. Times are milliseconds."""

    known: float
    unknown: float
    auc: float
    p: float


def add_arguments(parser: ArgumentParser) -> None:
    """What `bin/bench entrance` takes."""
    parser.add_argument("--tries", type=int, default=50, help="of each sort at each door")
    parser.add_argument("--seconds", type=float, default=60.0, help="of guessing")
    parser.add_argument("--pace", type=float, default=0.25, help="the step at which answers come; 0: as they are ready")


def run(chosen: Namespace) -> None:
    """Measure and print."""
    with site() as here:
        _fill(here, chosen.tries)
        with _running(here, chosen.pace) as port:
            told = {door: _compare(port, door, chosen.tries) for door in DOORS}
            one, many = (_guesses(port, chosen.seconds, places) for places in (1, 200))
    _report(told, one, many)


def rank(first: list[float], second: list[float]) -> tuple[float, float]:
    """Mann-Whitney: the chance that one of the first is larger than one of the second, and the two-sided p.

    By the normal approximation, which is good from about twenty of each sort; ties count half.
    """
    wins = sum((a > b) + 0.5 * (a == b) for a in first for b in second)
    pairs = len(first) * len(second)
    spread = sqrt(pairs * (len(first) + len(second) + 1) / 12)
    return wins / pairs, erfc(abs(wins - pairs / 2) / spread / sqrt(2))


def _fill(here: Site, people: int) -> None:
    here.create("small")
    here.prepare()
    here.manage("small", "migrate", "--no-input")
    here.manage("small", "shell", "-c", MAKE_PEOPLE.format(people=people))


@contextmanager
def _running(here: Site, pace: float) -> Iterator[int]:
    environment = {
        **here.environment("small"), "TRUSTED_PROXY_COUNT": "1", "ENTRANCE_PACE_SECONDS": str(pace),
    }  # fmt: skip
    with server(APPLICATION, environment) as port:
        yield port


def _compare(port: int, door: str, tries: int) -> Told:
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    path, field = DOORS[door]
    for warm in range(3):
        _try(port, path, {field: f"warm{warm}@example.org", "password": "wrong wrong"}, _place())
    for number in range(tries):
        for sort in times if number % 2 else reversed(times):
            sent = {field: f"{sort}{number}@example.org", "password": "wrong wrong wrong"}
            times[sort].append(1000 * _try(port, path, sent, _place())[0])
    auc, p = rank(times["known"], times["unknown"])
    told = Told(median(times["known"]), median(times["unknown"]), auc, p)
    _say(f"{door:8} known {told.known:7.2f} ms, unknown {told.unknown:7.2f} ms, auc {auc:.2f}, p {p:.2f}")
    return told


def _guesses(port: int, seconds: float, places: int) -> float:
    """How many guesses a minute of one account's password are looked at, from so many network addresses in turn."""
    own = [_place() for _ in range(places)]
    looked, began = 0, time.monotonic()
    for number in count():
        if time.monotonic() - began > seconds:
            break
        sent = {"login": f"known{places % 7}@example.org", "password": f"guess number {number}"}
        looked += "Too many attempts" not in _try(port, "/accounts/login/", sent, own[number % places])[1]
    rate = 60 * looked / (time.monotonic() - began)
    _say(f"guesses from {places} address{'es' if places > 1 else ''}: {looked} of {number}, {rate:.0f} a minute")
    return rate


def _try(port: int, path: str, sent: dict[str, str], place: str) -> tuple[float, str]:
    """Open the form, send it; the seconds that the answer took, and the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Host": f"127.0.0.1:{port}", "X-Forwarded-For": place}
    connection.request("GET", path, headers=headers)
    page = connection.getresponse()
    cookies = "; ".join(value.split(";")[0] for name, value in page.getheaders() if name.lower() == "set-cookie")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    body = urlencode({**sent, "csrfmiddlewaretoken": token[1] if token else ""})
    form = {**headers, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    began = time.perf_counter()
    connection.request("POST", path, body, form)
    answer = connection.getresponse()
    text = answer.read().decode()
    return time.perf_counter() - began, text if answer.status < 400 or answer.status == 422 else _failed(answer.status)


def _failed(status: int) -> str:
    raise SystemExit(f"The entrance answers {status}.")


def _place() -> str:
    number = next(_places)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _report(told: dict[str, Told], one: float, many: float) -> None:
    is_silent = all(each.p > SMALLEST_P for each in told.values())
    figures = " ".join(f"{door.replace('-', '_')}_auc={each.auc:.2f}/p={each.p:.2f}" for door, each in told.items())
    _say(
        f"entrance: {figures} told_apart={'no' if is_silent else 'yes'}"
        f" guesses_per_minute={one:.0f} from_200_addresses={many:.0f}"
    )


def _say(line: str) -> None:
    print(line, flush=True)
