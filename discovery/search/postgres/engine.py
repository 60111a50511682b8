"""The search engine that is always there: full text and arrays of core Postgres, in the listings' own table."""

from collections.abc import Sequence

from discovery.search.ask import Ask
from discovery.search.interface import Correction, Hits, Suggestion, Survey, Total
from discovery.search.postgres import firsts, pages, spelling, suggestions, surveys
from marketplace.catalog.models import Found


class Postgres:
    """See `Search` for what each method promises."""

    def survey(self, ask: Ask) -> Survey:
        return surveys.survey(ask)

    def first(self, ask: Ask, size: int) -> tuple[Survey, Hits]:
        return firsts.first(ask, size)

    def page(self, ask: Ask, *, after: str = "", size: int = 24) -> Hits:
        return pages.page(ask, after=after, size=size)

    def firsts(self, asks: Sequence[Ask], size: int) -> list[list[Found]]:
        return pages.firsts(asks, size)

    def totals(self, asks: Sequence[Ask]) -> list[Total]:
        return surveys.totals(asks)

    def correct(self, words: str) -> Correction | None:
        return spelling.correct(words)

    def suggest(self, typed: str) -> list[Suggestion]:
        return suggestions.suggest(typed)
