"""The board of a contract: its columns, what happened on it, what was put away."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import render_page
from marketplace.kit.pagination import page_of
from projects.boards import changes, filters, people, shelves, words
from projects.models import Card
from projects.views.boards import around

PER_PAGE = 50


@require_safe
@signed_in
def board(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The columns with their cards. A script that asks for the fragment gets the columns alone."""
    shown = around.found(request, pk)
    wanted = filters.of(request.GET)
    found = shelves.of(shown, wanted, by=request.user)
    context = {
        **around.context(request, shown, at="board"),
        "filter": wanted,
        "dues": filters.DUE.items(),
        "people": people.of(shown.contract),
        "labels": list(shown.labels.all()),
        "shelves": found,
        "columns": [shelf.column for shelf in found] if around.may_change(shown) else [],
        "finished": shelves.finished(shown.contract),
    }
    return render_page(request, "projects/boards/board.html", context, fragment="columns")


@require_safe
@signed_in
def activity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Every change, the newest first."""
    shown = around.found(request, pk)
    rows = shown.changes.select_related("by__party", "card")
    page = page_of(rows, order=["-number", "-id"], after=request.GET.get("after"), size=changes.PER_PAGE)
    lines = [(change, words.of(change)) for change in page.items]
    context = {**around.context(request, shown, at="board_activity"), "page": page, "lines": lines}
    return render(request, "projects/boards/activity.html", context)


@require_safe
@signed_in
def archived(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was put away, and can be brought back."""
    shown = around.found(request, pk)
    rows = Card.objects.filter(board=shown, archived_at__isnull=False).select_related("column", "assignee__party")
    page = page_of(rows, order=["-archived_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    context = {**around.context(request, shown, at="board_archive"), "page": page}
    return render(request, "projects/boards/archive.html", context)
