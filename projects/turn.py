"""A turn of a contract: whose move it is, by when, what can be done. Where they come from: turns.py and its kin."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.kit import clock
from projects.models import Milestone, Side

MOST_TICKS = 30


@dataclass(frozen=True)
class Act:
    """A button: where it leads. is_posted: pressing it does it; else it leads to a page."""

    label: str
    url: str
    style: str = ""
    is_posted: bool = False


@dataclass(frozen=True)
class Dial:
    """A clock that runs: what happens at its end, when that is, and since when it runs."""

    line: str  # "Releases by itself": the time left follows
    at: datetime
    since: datetime

    @property
    def days(self) -> int:
        """How many days it runs."""
        return min(max(1, round((self.at - self.since) / timedelta(days=1))), MOST_TICKS)

    @property
    def gone(self) -> int:
        """How many of them are over."""
        return min(self.days, max(0, (clock.now() - self.since).days))

    @property
    def ticks(self) -> list[bool]:
        """One for each day: whether it is over."""
        return [day < self.gone for day in range(self.days)]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Something that waits for a side. acts: what that side can do. note: what happens by itself, if no dial says.

    title: what it is about ("packaging", "sign the contract"); is_heading: it is said as it is, to both.
    """

    who: Side
    title: str
    text: str
    is_heading: bool = False
    dial: Dial | None = None
    note: str = ""
    acts: tuple[Act, ...] = ()
    milestone: Milestone | None = None


@dataclass(frozen=True)
class Waiting:
    """What a side sees of it: the turn, whether it is its own, and how much more waits for it."""

    turn: Turn
    is_yours: bool
    more: int = 0
