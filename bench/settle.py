"""Charges a second after the end of fundraisers, beside the same calls sent by nothing but an HTTP client.

The site's own Postgres, Redis and local Stripe (without rate limits), each in a process of its own. Every round settles
one share of the pledges with two workers and sends as many bare calls, interleaved; a ratio is worked out within each
round, and of the rounds the median counts. Memory: the most that a worker has had at once, which must not grow.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from statistics import median

from bench import processes
from bench.site import site
from marketplace.local.problem import Problem

DATABASE = "small"


def add_arguments(parser: ArgumentParser) -> None:
    """What `bin/bench settle` takes."""
    parser.add_argument("--pledges", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)


def run(chosen: Namespace) -> None:
    """Measure and print."""
    backers = chosen.pledges // chosen.rounds
    with site() as here:
        here.create(DATABASE)
        here.manage(DATABASE, "migrate", "--no-input")
        with processes.talk("bench.settled.ours", here.environment(DATABASE)) as tell:
            ids = tell("fill", fundraisers=2 * chosen.rounds, backers=backers)
            here.tidy(DATABASE)
            rounds = []
            for place in range(chosen.rounds):
                bare = tell("bare", pk=ids[2 * place], workers=chosen.workers)
                ours = tell("settle", pk=ids[2 * place + 1], workers=chosen.workers)
                rounds.append({"bare": bare["rate"], "ours": ours["rate"], "peak": ours["peak"]})
                _say(place, rounds[-1], ours["collected"])
            if faults := tell("faults"):
                raise Problem(f"The books are wrong: {faults}")
    ratio = median(each["ours"] / each["bare"] for each in rounds)
    print(f"settle: vs_bare={ratio:.2f} max_rss_mb={max(each['peak'] for each in rounds):.0f}")


def _say(place: int, figures: Mapping[str, float], collected: float) -> None:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    sys.stderr.write(
        f"round {place + 1}: {collected:.0f} charges, {figures['ours']:.1f} a second, bare {figures['bare']:.1f}; "
        f"a worker took {figures['peak']:.0f} MB; load {load}\n"
    )
