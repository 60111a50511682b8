"""Cards: added, read, edited, moved, put away and brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act, render_form
from projects.boards import cards, changes, conflicts, relations, words
from projects.boards.cards import Details, Moved
from projects.forms.board import CardFileForm, CardForm, CommentForm, ItemForm, MoveForm, NewCardForm, RelationForm
from projects.models import Card
from projects.views import answers
from projects.views.boards import around
from social import notices


@require_POST
@signed_in
def add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A card in one line, at the end of a column."""
    board = around.found(request, pk)
    form = NewCardForm(request.POST, board=board)
    return around.small(
        request, board, form,
        lambda: cards.add(form.cleaned_data["column"], Details(title=form.cleaned_data["title"]), by=request.user),
        title=_("A new card"), back=board.get_absolute_url(),
    )  # fmt: skip


@require_safe
@signed_in
def card(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All that a card says, what was said about it, and what happened to it."""
    shown = around.found_card(request, pk)
    notices.mark_read(request.user, url=request.path)
    own = {str(field.pk): field for field in shown.board.fields.all()}
    context: dict[str, Any] = {
        **around.context(request, shown.board),
        "card": shown,
        "labels": list(shown.labels.all()),
        "own": [(own[key].name, value) for key, value in shown.values.items() if key in own],
        "checklist": list(shown.checklist.all()),
        "comments": list(shown.comments.select_related("by__party")),
        "files": list(shown.files.select_related("added_by__party")),
        "related": relations.of(shown),
        "lines": [(change, words.of(change)) for change in changes.of_card(shown)],
        "columns": list(shown.board.columns.all()),
        "item_form": ItemForm(auto_id="item_%s"),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "file_form": CardFileForm(auto_id="file_%s"),
        "relation_form": RelationForm(card=shown, auto_id="relation_%s"),
    }
    context["done"] = sum(item.is_done for item in context["checklist"])
    context["may_change"] = context["may_change"] and shown.archived_at is None
    return render(request, "projects/boards/card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change what it says. Where somebody else did meanwhile, both texts stand side by side: 409."""
    shown = around.found_card(request, pk)
    form = CardForm(request.POST or None, card=shown)
    if request.method == "POST" and form.is_valid():
        try:
            cards.change(shown, form.details(), by=request.user, seen=form.cleaned_data["seen"])
        except cards.Conflict as conflict:
            return _both(request, conflict, form)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, shown, said=_("Saved."))
    context = {**around.context(request, shown.board), "card": shown}
    return render_form(request, "projects/boards/edit.html", form, **context)


@require_POST
@signed_in
def move(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Into a column, before a card or at its end. A script is answered in JSON."""
    shown = around.found_card(request, pk)
    form = MoveForm(request.POST, board=shown.board_id)
    if not form.is_valid():
        return _not_moved(request, shown, _("There is no such column on this board."))
    try:
        moved = cards.move(shown, by=request.user, **form.cleaned_data)
    except answers.REFUSALS as refusal:
        return _not_moved(request, shown, str(refusal))
    return _moved(request, moved)


@require_POST
@signed_in
def archive(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put it away."""
    shown = around.found_card(request, pk)
    act, said = lambda: cards.archive(shown, by=request.user), _("Put away. It can be brought back.")
    return answers.after(request, act, to=shown.board, said=said)


@require_POST
@signed_in
def restore(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Bring it back."""
    shown = around.found_card(request, pk)
    return answers.after(request, lambda: cards.restore(shown, by=request.user), to=shown, said=_("It is back."))


def _both(request: SignedInRequest, conflict: cards.Conflict, form: CardForm) -> HttpResponse:
    """The form again with what was typed, and beside it what stands there now. Saving again is on purpose."""
    typed = request.POST.copy()
    typed["seen"] = str(conflict.card.version)
    form.data = typed
    context = {
        **around.context(request, conflict.card.board),
        "card": conflict.card,
        "form": form,
        "conflict": conflict,
        "differing": conflicts.between(conflict.card, form.details()),
    }
    return render(request, "projects/boards/edit.html", context, status=409)


def _moved(request: SignedInRequest, moved: Moved) -> HttpResponse:
    card = moved.card
    said = _("“%(card)s” is in %(column)s.") % {"card": card.title, "column": card.column.name}
    if moved.overtook:
        said = f"{said} {words.OVERTOOK % {'overtook': moved.overtook}}"
    if around.wants_json(request):
        return JsonResponse(
            {"number": moved.number, "rank": card.rank, "moves": card.moves, "said": said if moved.overtook else ""}
        )
    return after_act(request, card.board, said=said)


def _not_moved(request: SignedInRequest, card: Card, why: str) -> HttpResponse:
    if around.wants_json(request):
        return JsonResponse({"refused": why}, status=422)
    messages.error(request, why)
    return redirect(card.board)
