"""A search as it is first shown: its count and its first page, in one statement where relevance decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from discovery.search.ask import Ask
from discovery.search.cursors import Place
from discovery.search.interface import Hits, Survey
from discovery.search.postgres import pages, surveys
from discovery.search.postgres.counting import is_ranked, statement
from discovery.search.postgres.sql import rows


def first(ask: Ask, size: int) -> tuple[Survey, Hits]:
    """See Search.first."""
    if not is_ranked(ask):
        survey = surveys.survey(ask)
        return survey, pages.page(ask, after="", size=size) if survey.total.number else Hits()
    found = rows(statement(ask, surveys.LIMIT, ranked=size + 1))
    survey = surveys.complete(ask, (row for row in found if row[0] not in ("hit", "edge")))
    edges = [(moment, pk) for pk, _changed, _rank, moment in _ranked(found, "edge")]
    edge = edges[0] if survey.total.is_more else None
    return survey, pages.turned(ask, list(_ranked(found, "hit")), Place((), 0, edge), size)


def _ranked(found: list[tuple[Any, ...]], group: str) -> Iterable[tuple[UUID, datetime, int, datetime]]:
    """The rows of a group as pages.turned takes them: id, change, rank, moment."""
    for _group, pk, rank, moments in (row for row in found if row[0] == group):
        changed, published = map(datetime.fromisoformat, moments.split("|"))
        yield UUID(pk), changed, rank, published
