"""Moulds: what a brief or a campaign of one trade may say, read from `words/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import Deck

_LISTS = {"topics", "from", "main"}


@dataclass(frozen=True)
class Count:
    """How much a sum buys: US dollars for one (least, most), and how many there may be, in steps."""

    name: str
    low: float
    high: float
    least: int
    most: int
    step: int

    def bought(self, usd: float, deck: Deck) -> int | None:
        """How many this sum buys; None where a job of this kind would be far too small or too large for it."""
        fair = usd / deck.chance.uniform(self.low, self.high)
        if not self.least * 0.6 <= fair <= self.most * 1.6:
            return None
        return self._fit(fair)

    def some(self, deck: Deck) -> int:
        """A plausible number where the price is by the hour."""
        return self._fit(deck.chance.uniform(self.least, self.least + (self.most - self.least) * 0.35))

    def _fit(self, number: float) -> int:
        stepped = round(number / self.step) * self.step
        return max(self.least, min(self.most, stepped))


class Mould:
    """One table of a TOML file in `words/jobs` or `words/funds`."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.topics: list[str] = table["topics"]
        self.sources: frozenset[str] = frozenset(table["from"])
        self.mains: frozenset[str] = frozenset(table.get("main", ()))
        self.language: str = table.get("language", "en")
        self.firms: str = table.get("firms", "any")
        self.usd: tuple[float, float] = tuple(table.get("fixed", (0, 10**9)))
        self.most: int = table.get("most", 10**6)
        self.ladder: float = table.get("ladder", 1)
        self.steps: list[str] = table.get("steps", [])
        self.skills: list[str] = table.get("skills", "").split("; ")
        self.words = {
            key: vocabulary.entries(value)
            for key, value in table.items()
            if isinstance(value, str) and key not in {"language", "firms", "skills"}
        }
        self.counts = [Count(name, *numbers) for name, numbers in table.get("count", {}).items()]

    def text(self, name: str) -> str:
        """A text of the mould that is not a list."""
        return self.words[name][0]


def read(folder: str) -> list[Mould]:
    """All moulds of a folder of `words/`."""
    return [Mould(table) for table in vocabulary.tables(folder, "mould")]
