"""What somebody looks for: words, filters and an order, all of it already checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from discovery.search.sorts import NEWEST, RELEVANCE, sorts_for
from marketplace.catalog import rates
from marketplace.catalog.models import Topic
from marketplace.kit.money import exponent


@dataclass(frozen=True)
class Prices:
    """A range of prices or budgets in whole units of a currency; None is an open end."""

    low: int | None
    high: int | None
    currency: str = "EUR"

    @property
    def low_eur(self) -> int | None:
        """The lower end in euro cents, by the rough rates that filters use."""
        return self._eur(self.low)

    @property
    def high_eur(self) -> int | None:
        """The upper end in euro cents, by the rough rates that filters use."""
        return self._eur(self.high)

    def _eur(self, units: int | None) -> int | None:
        return None if units is None else rates.in_euro_cents(units * 10 ** exponent(self.currency), self.currency)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One search. `chosen` holds the values of each facet that is set, by the facet's name."""

    words: str = ""
    kind: str = ""
    topics: tuple[Topic, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prices: Prices | None = None
    sort: str = ""  # empty: the natural one

    @property
    def order(self) -> str:
        """The sort in force: the chosen one where it makes sense here, else relevance for words and newest without."""
        natural = RELEVANCE if self.words else NEWEST
        return self.sort if self.sort in sorts_for(self) else natural

    @property
    def names(self) -> list[str]:
        """What is set besides the kind: "words", "topic", "price" and the names of facets."""
        own = {"words": self.words, "topic": self.topics, "price": self.prices}
        return [name for name, value in own.items() if value] + [name for name, values in self.chosen.items() if values]

    def values(self, facet: str) -> tuple[str, ...]:
        """What is chosen of one facet."""
        return self.chosen.get(facet, ())

    def choosing(self, facet: str, *values: str) -> Self:
        """The same search with these values of the facet and no others."""
        chosen = {name: old for name, old in self.chosen.items() if name != facet}
        return replace(self, chosen={**chosen, facet: values} if values else chosen)

    def dropping(self, name: str, value: str = "") -> Self:
        """The same search without one thing that is set, or without one value of it."""
        if name == "words":
            return replace(self, words="")
        if name == "price":
            return replace(self, prices=None)
        if name == "topic":
            return replace(self, topics=tuple(topic for topic in self.topics if value and topic.slug != value))
        return self.choosing(name, *(kept for kept in self.values(name) if value and kept != value))

    def of_kind(self, kind: str) -> Self:
        """The same search among one kind, or among all for an empty one."""
        return replace(self, kind=kind)

    def bare(self) -> Self:
        """Only the words, the kind and the order."""
        return replace(self, topics=(), chosen={}, prices=None)
