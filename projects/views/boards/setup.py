"""How a board is set up: its columns, labels and own fields."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from projects.boards import columns, fields, labels
from projects.forms.board import ColumnForm, FieldForm, LabelForm, StepsForm
from projects.models import Board, BoardField, Column, Label
from projects.views import answers
from projects.views.boards import around


@require_safe
@signed_in
def setup(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything that can be set up, each thing with its own small form."""
    board = around.found(request, pk)
    context: dict[str, Any] = {
        **around.context(request, board, at="board_setup"),
        "columns": [(one, _column_form(one)) for one in board.columns.all()],
        "labels": [(one, LabelForm(initial=one.__dict__, auto_id=f"{one.pk}_%s")) for one in board.labels.all()],
        "fields": list(board.fields.all()),
        "column_form": ColumnForm(auto_id="column_%s"),
        "label_form": LabelForm(auto_id="label_%s"),
        "field_form": FieldForm(auto_id="field_%s"),
    }
    return render(request, "projects/boards/setup.html", context)


@require_POST
@signed_in
def add_column(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One more column."""
    board, form = around.found(request, pk), ColumnForm(request.POST)
    act = lambda: columns.add(board, form.shape(), by=request.user)  # noqa: E731
    return _small(request, board, form, act, title=_("A column"), part="columns")


@require_POST
@signed_in
def change_column(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Its name, its limit, whether what stands in it is done."""
    column, form = _found(request, Column, pk), ColumnForm(request.POST)
    act = lambda: columns.change(column, form.shape(), by=request.user)  # noqa: E731
    return _small(request, column.board, form, act, title=column.name, part="columns")


@require_POST
@signed_in
def move_column(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Further to the left or to the right."""
    column, form = _found(request, Column, pk), StepsForm(request.POST)
    act = lambda: columns.move(column, by=request.user, **form.cleaned_data)  # noqa: E731
    return _small(request, column.board, form, act, title=column.name, part="columns")


@require_POST
@signed_in
def remove_column(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take an empty one away."""
    column = _found(request, Column, pk)
    return answers.after(
        request, lambda: columns.remove(column, by=request.user), to=_at(column.board, "columns"), said=_("Removed.")
    )


@require_POST
@signed_in
def add_label(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One more label."""
    board, form = around.found(request, pk), LabelForm(request.POST)
    act = lambda: labels.add(board, by=request.user, **form.cleaned_data)  # noqa: E731
    return _small(request, board, form, act, title=_("A label"), part="labels")


@require_POST
@signed_in
def change_label(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Another name or colour."""
    label, form = _found(request, Label, pk), LabelForm(request.POST)
    act = lambda: labels.change(label, by=request.user, **form.cleaned_data)  # noqa: E731
    return _small(request, label.board, form, act, title=label.name, part="labels")


@require_POST
@signed_in
def remove_label(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take it away, from every card too."""
    label = _found(request, Label, pk)
    return answers.after(
        request, lambda: labels.remove(label, by=request.user), to=_at(label.board, "labels"), said=_("Removed.")
    )


@require_POST
@signed_in
def add_field(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One more field of the board's own."""
    board, form = around.found(request, pk), FieldForm(request.POST)
    act = lambda: fields.add(board, by=request.user, **form.cleaned_data)  # noqa: E731
    return _small(request, board, form, act, title=_("A field"), part="fields")


@require_POST
@signed_in
def remove_field(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take it away, with what cards say in it."""
    field = _found(request, BoardField, pk)
    return answers.after(
        request, lambda: fields.remove(field, by=request.user), to=_at(field.board, "fields"), said=_("Removed.")
    )


def _found(request: SignedInRequest, kind: Any, pk: UUID) -> Any:
    """A part of a board that this person may read; else 404."""
    part = get_object_or_404(kind.objects.visible_to(request.user).select_related("board"), pk=pk)
    around.with_contract(request, part.board)
    return part


def _small(request: SignedInRequest, board: Board, form: Any, act: Any, *, title: str, part: str) -> HttpResponse:
    return around.small(request, board, form, act, title=title, back=_at(board, part), said=_("Saved."))


def _at(board: Board, part: str) -> str:
    return f"{reverse('projects:board_setup', args=[board.contract_id])}#{part}"


def _column_form(column: Column) -> ColumnForm:
    return ColumnForm(initial=column.__dict__, auto_id=f"{column.pk}_%s")
