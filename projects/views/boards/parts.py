"""What belongs to a card: checklist, comments, files, relations."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import private_files
from projects.boards import attachments, checklists, comments, relations
from projects.forms.board import CardFileForm, CommentForm, ItemForm, RelationForm
from projects.models import Card, CardComment, CardFile, CardRelation, CheckItem
from projects.views import answers
from projects.views.boards import around


@require_POST
@signed_in
def add_item(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One more line of the checklist."""
    card, form = around.found_card(request, pk), ItemForm(request.POST)
    return _small(
        request, card, form, lambda: checklists.add(card, by=request.user, **form.cleaned_data),
        title=_("One more line"), part="checklist",
    )  # fmt: skip


@require_POST
@signed_in
def tick(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It is done."""
    item = _part(request, CheckItem, pk)
    return answers.after(request, lambda: checklists.tick(item, by=request.user), to=_at(item.card, "checklist"))


@require_POST
@signed_in
def untick(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It is not done after all."""
    item = _part(request, CheckItem, pk)
    return answers.after(request, lambda: checklists.untick(item, by=request.user), to=_at(item.card, "checklist"))


@require_POST
@signed_in
def remove_item(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Strike a line."""
    item = _part(request, CheckItem, pk)
    return answers.after(request, lambda: checklists.remove(item, by=request.user), to=_at(item.card, "checklist"))


@require_POST
@signed_in
def comment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say something about it."""
    card, form = around.found_card(request, pk), CommentForm(request.POST)
    return _small(
        request, card, form, lambda: comments.write(card, by=request.user, **form.cleaned_data),
        title=_("A comment"), part="comments",
    )  # fmt: skip


@require_POST
@signed_in
def remove_comment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back what one said."""
    said = _part(request, CardComment, pk)
    return answers.after(request, lambda: comments.remove(said, by=request.user), to=_at(said.card, "comments"))


@require_POST
@signed_in
def add_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a file beside it."""
    card, form = around.found_card(request, pk), CardFileForm(request.POST, request.FILES)
    return _small(
        request, card, form, lambda: attachments.add(card, form.cleaned_data["file"], by=request.user),
        title=_("A file"), part="files",
    )  # fmt: skip


@require_safe
@signed_in
def file(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """A file of a card."""
    kept = _part(request, CardFile, pk)
    return private_files.answer(kept.file, named=kept.name)


@require_POST
@signed_in
def remove_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a file away."""
    kept = _part(request, CardFile, pk)
    return answers.after(request, lambda: attachments.remove(kept, by=request.user), to=_at(kept.card, "files"))


@require_POST
@signed_in
def relate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say how it stands to another card."""
    card = around.found_card(request, pk)
    form = RelationForm(request.POST, card=card)
    return _small(
        request, card, form, lambda: relations.relate(card, by=request.user, **form.cleaned_data),
        title=_("Related cards"), part="related",
    )  # fmt: skip


@require_POST
@signed_in
def unrelate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say it no more."""
    relation = _part(request, CardRelation, pk)
    return answers.after(request, lambda: relations.part(relation, by=request.user), to=_at(relation.card, "related"))


def _part(request: SignedInRequest, kind: Any, pk: UUID) -> Any:
    """A part of a card that this person may read; else 404."""
    mine = kind.objects.filter(card__in=Card.objects.visible_to(request.user))
    return get_object_or_404(mine.select_related("card"), pk=pk)


def _small(request: SignedInRequest, card: Card, form: Any, act: Any, *, title: str, part: str) -> HttpResponse:
    return around.small(request, card.board, form, act, title=f"{card.title}: {title}", back=_at(card, part))


def _at(card: Card, part: str) -> str:
    return f"{card.get_absolute_url()}#{part}"
