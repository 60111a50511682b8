"""The record: what a file says about campaigns that have ended, and which of its rows can't be replayed, by class."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fundraising.choices import least_minor
from marketplace.kit.money import UnknownCurrency, currency, exponent

FILE = "kickstarter_campaigns.csv.gz"
OUTCOMES = frozenset({"successful", "failed", "canceled"})
DAY, HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
LONG = 60  # days: what runs longer is judged by the rule of its own time


@dataclass(frozen=True)
class Record:
    """One campaign as it was. outcome: successful, failed or canceled; pledged and goal in minor units."""

    name: str
    currency: str
    goal_minor: int
    pledged_minor: int
    backers: int
    outcome: str
    launched_at: datetime
    deadline_at: datetime

    @property
    def days(self) -> int:
        """How long it ran, in whole days, at least one."""
        return max(1, (self.deadline_at - self.launched_at + HALF_A_DAY) // DAY)


def read(directory: Path, left_out: "Counter[str]") -> Iterator[Record]:
    """Those that can be replayed; of the others their class is counted in `left_out`."""
    with gzip.open(directory / FILE, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            made = _record(row)
            if isinstance(made, Record):
                yield made
            else:
                left_out[made] += 1


def _record(row: dict[str, str]) -> Record | str:
    """The record, or the class of those that are left out."""
    if row["state"] not in OUTCOMES:
        return f"not settled: {row['state'] or 'no outcome'}"
    if not (row["goal"] and row["deadline"] and row["launched_at"]):
        return "no goal, launch or deadline"
    try:
        code = currency(row["currency"]).code
        goal, pledged = _minor(row["goal"], code), _minor(row["pledged"], code)
    except (InvalidOperation, UnknownCurrency):
        return "no sum in a currency in use"
    if goal < 1:
        return "a goal of nothing"
    if 0 < pledged < least_minor(code):
        return "all of it less than one pledge may be"
    launched, deadline = _moment(row["launched_at"]), _moment(row["deadline"])
    if deadline <= launched:
        return "ended before it began"
    backers = int(Decimal(row["backers"] or 0))
    return Record(row["project_id"], code, goal, pledged, backers, row["state"], launched, deadline)


def _minor(text: str, code: str) -> int:
    """Rounded to what the currency has: records carry traces of floating point."""
    return int((Decimal(text or 0) * 10 ** exponent(code)).to_integral_value())


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
