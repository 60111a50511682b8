"""The record behind the reference: campaigns that one collection saw while they ran, and another when they were over.

Both lie in one file (fundraising.replay.records), told apart by their source.
"""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analytics.forecasting.cases import Case
from fundraising.replay.records import FILE

RUNNING, ENDED = "kslive2016", ("ks2018", "ks2017")
Row = dict[str, str]


def read(directory: Path) -> list[Case]:
    """Every campaign that is in both, in the order of its time."""
    with gzip.open(directory / FILE, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    running = [row for row in rows if row["source"] == RUNNING and row["deadline"]]
    # The collection of those that ran says not when it was made: before the first of them ended.
    seen_at = min(_moment(row["deadline"]) for row in running) - timedelta(hours=1)
    found = (_case(then, end, seen_at) for then, end in _pairs(running, rows))
    return sorted((case for case in found if case), key=lambda case: (case.elapsed, case.funded, case.grew))


def _pairs(running: list[Row], rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """By name, currency and last day: the two number them differently."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["source"] in ENDED and row["launched_at"] and row["deadline"]:
            by_name[_plain(row["name"])].append(row)
    for then in running:
        same = [end for end in by_name[_plain(then["name"])] if _is_same(then, end)]
        if same:
            yield then, same[0]


def _is_same(then: Row, end: Row) -> bool:
    days = abs((_moment(then["deadline"]) - _moment(end["deadline"])).days)
    return days <= 1 and then["currency"] == end["currency"]


def _case(then: Row, end: Row, seen_at: datetime) -> Case | None:
    """None for what had nothing yet, was taken down, or was not open."""
    begun, ends = _moment(end["launched_at"]), _moment(then["deadline"])
    # Shares of a public record's sums, to be compared; no money of ours is ever worked out from them.
    now, last, goal = float(then["pledged"] or 0), float(end["pledged"] or 0), float(end["goal"] or 0)
    elapsed = (seen_at - begun) / (ends - begun) if ends > begun else 0
    if not 0.02 < elapsed < 1 or now <= 0 or last < now or goal <= 0:
        return None
    return Case(round(elapsed, 3), round(now / goal, 3), round(last / now, 3))


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", name.lower()).strip()


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
