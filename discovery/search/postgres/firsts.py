"""A search as it is first shown: its count and its first page, in one statement where relevance decides."""

from datetime import datetime
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
    ranked = [(UUID(pk), rank, datetime.fromisoformat(at)) for group, pk, rank, at in found if group == "hit"]
    edges = [(datetime.fromisoformat(at), UUID(pk)) for group, pk, _rank, at in found if group == "edge"]
    edge = edges[0] if survey.total.is_more else None
    return survey, pages.turned(ask, ranked, Place((), 0, edge), size)
