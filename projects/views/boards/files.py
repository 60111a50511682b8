"""A board as a file, out and in."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import csv_files
from marketplace.kit.htmx import after_act, render_form
from projects.boards import exports, imports, trello
from projects.forms.board import ImportForm
from projects.models import Board
from projects.views import answers
from projects.views.boards import around


@require_safe
@signed_in
def as_csv(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """All cards as a table."""
    board = around.found(request, pk)
    return csv_files.answer(exports.head(board), exports.rows(board), named=_named(board, "csv"))


@require_safe
@signed_in
def as_json(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything, in Trello's shape."""
    board = around.found(request, pk)
    answer = JsonResponse(exports.as_json(board), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{_named(board, "json")}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bring(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Bring a board from Trello, or from an export of ours."""
    board = around.found(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            change = imports.bring(board, trello.read(form.cleaned_data["file"]), by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error("file", str(refusal))
        else:
            if change is None:
                return after_act(request, board, said=_("Everything in this file is on the board already."))
            return redirect("projects:board_import_done", board.contract_id, change.number)
    context = around.context(request, board)
    return render_form(request, "projects/boards/import.html", form, **context)


@require_safe
@signed_in
def brought(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """What an import brought, and what it left out."""
    board = around.found(request, pk)
    change = board.changes.filter(number=number, what="imported").first() if number < 2**62 else None
    if change is None:
        raise Http404
    made, left_out = imports.in_words(change)
    context = {**around.context(request, board), "change": change, "brought": made, "left_out": left_out}
    return render(request, "projects/boards/imported.html", context)


def _named(board: Board, ending: str) -> str:
    return f"board-{board.contract.reference}.{ending}"
