"""One board seen in other ways: as a table, as a month; and one's own cards over all contracts."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from projects.boards import filters, lists, people
from projects.models import Board
from projects.views.boards import around


@require_safe
@signed_in
def table(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All cards as rows, sorted by any column."""
    board, asked = around.found(request, pk), filters.of(request.GET)
    sort, column = lists.sort_of(request.GET.get("sort", "")), lists.column_of(request.GET.get("column", ""))
    page = lists.table(board, asked, sort=sort, column=column, after=request.GET.get("after"), by=request.user)
    context = {
        **_filtered(request, board, asked, at="board_list"),
        "page": page,
        "heads": [_head(name, label, sort) for name, label in _heads().items()],
    }
    return render(request, "projects/boards/list.html", context)


@require_safe
@signed_in
def month(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is due in a month. ?month=2026-12"""
    board, asked = around.found(request, pk), filters.of(request.GET)
    shown = lists.month(board, asked, named=request.GET.get("month", ""), by=request.user)
    context = {**_filtered(request, board, asked, at="board_calendar"), "month": shown}
    return render(request, "projects/boards/calendar.html", context)


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own cards over all contracts, by the day on which they are due."""
    page = lists.mine(request.user, after=request.GET.get("after"))
    groups = [(name, list(cards)) for name, cards in groupby(page.items, key=lists.group_of)]
    return render(request, "projects/boards/mine.html", {"section": "jobs", "page": page, "groups": groups})


def _filtered(request: SignedInRequest, board: Board, asked: filters.Filter, *, at: str) -> dict[str, Any]:
    return {
        **around.context(request, board, at=at),
        "filter": asked,
        "dues": filters.DUE.items(),
        "people": people.of(board.contract),
        "labels": list(board.labels.all()),
    }


def _heads() -> dict[str, str]:
    return {
        "number": "№", "title": _("Card"), "column": _("Column"), "who": _("For"), "due": _("Due"),
        "changed": _("Changed"),
    }  # fmt: skip


def _head(name: str, label: str, sort: str) -> dict[str, str]:
    """A head of the table: pressing it sorts by it, pressing it again turns the order round."""
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"label": label, "sort": f"-{name}" if sort == name else name, "direction": direction}
