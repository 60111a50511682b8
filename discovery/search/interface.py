"""What the pages need of a search engine. Ids go out, cards are drawn elsewhere, so any engine can serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from uuid import UUID

from discovery.search.ask import Ask
from marketplace.catalog.models import Found


class Total(NamedTuple):
    """How many there are; `is_more`: at least so many, because counting stopped."""

    number: int
    is_more: bool = False


@dataclass(frozen=True)
class TopicCount:
    """How many of the results lie in a topic or below it."""

    slug: str
    name: str
    count: int


@dataclass(frozen=True)
class Survey:
    """How many results there are, of what kinds, and how many each filter would leave.

    `counts` goes by facet and value; a facet that is set (and the kind) is counted as if it were not, so that its other
    values show what they would add. Counting stops at a limit: a figure of a facet named in `capped` is "so many at
    least", and where the facet is not set, "total" stands for it. Facets that are set while there is more than the
    limit are not counted at all: they are `uncounted`.
    """

    total: Total = field(default_factory=lambda: Total(0))
    kinds: Mapping[str, Total] = field(default_factory=dict)  # the empty kind: all of them together
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    topics: Sequence[TopicCount] = ()
    prices: Sequence[int] = ()  # results by price, in the steps of PRICE_STEPS
    capped: frozenset[str] = frozenset()
    uncounted: frozenset[str] = frozenset()

    def count(self, facet: str, value: str, *, is_set: bool) -> Total | None:
        """How many results have this value of a facet, which is set or not; None where that was not counted."""
        if facet in self.uncounted:
            return None
        number = self.counts.get(facet, {}).get(value, 0)
        return Total(number, number > 0 and self.is_capped(facet, is_set=is_set))

    def narrows(self, number: int) -> bool:
        """Whether a filter that leaves so many takes anything away."""
        return self.total.is_more or number < self.total.number

    def is_capped(self, facet: str, *, is_set: bool) -> bool:
        """Whether there may be more than a figure of this facet says."""
        return (facet if is_set else "total") in self.capped


@dataclass(frozen=True)
class Hits:
    """Some results in their order, and where the next ones begin (empty: nowhere)."""

    found: Sequence[Found] = ()
    following: str = ""
    before: int = 0  # how many were shown before these

    @property
    def ids(self) -> list[UUID]:
        """Which listings, in their order."""
        return [one.id for one in self.found]


@dataclass(frozen=True)
class Correction:
    """Why words found nothing: they are too common to be searched, or were probably meant so."""

    words: str = ""
    is_too_common: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Something whose name begins as was typed."""

    label: str
    kind: str  # "topic", or a kind of listing
    url: str


# Upper ends of the bars over the price fields, in euro cents; the last bar is open.
PRICE_STEPS = (
    2_500, 5_000, 10_000, 20_000, 35_000, 60_000, 100_000, 200_000, 350_000, 600_000, 1_000_000, 2_500_000, 10_000_000,
)  # fmt: skip


class Search(Protocol):
    """A search engine."""

    def survey(self, ask: Ask) -> Survey:
        """Count the results, by kind and by every filter."""

    def first(self, ask: Ask, size: int) -> tuple[Survey, Hits]:
        """What a search is first shown with: its count and its first results."""

    def page(self, ask: Ask, *, after: str = "", size: int = 24) -> Hits:
        """The results after a place that an earlier page gave; one that is not ours means from the start."""

    def firsts(self, asks: Sequence[Ask], size: int) -> list[list[Found]]:
        """The first results of each of several searches, in one go."""

    def totals(self, asks: Sequence[Ask]) -> list[Total]:
        """How many results each of several searches has."""

    def correct(self, words: str) -> Correction | None:
        """What may have been meant by words that found nothing; None where there is no idea."""

    def suggest(self, typed: str) -> list[Suggestion]:
        """What begins like that, for the list under a search field."""
