"""Comments: said, answered, changed, taken back, reported. Each leads back to what it is about."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from accounts.views.answers import REFUSALS
from marketplace.kit.htmx import after_act, render_form
from social import comments
from social.comment_form import CommentForm
from social.models import Comment
from social.moderation import reports
from social.moderation.forms import ReportForm
from social.ports import Face, discussed

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
@signed_in
def say(request: SignedInRequest, kind: str, pk: UUID) -> HttpResponse:
    """Comment on something that one reads."""
    face = _face(request, kind, pk)

    def act(body: str, key: str) -> Any:
        return comments.say(kind, pk, body, by=request.user, key=key or uuid4().hex)

    return _said(request, face, CommentForm(request.POST), act)


@require_http_methods(GET_OR_POST)
@signed_in
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer a comment."""
    one = _seen(request, pk)
    face = _face(request, one.kind, one.about)

    def act(body: str, key: str) -> Any:
        return comments.say(one.kind, one.about, body, by=request.user, key=key or uuid4().hex, answers=one)

    form = CommentForm(request.POST) if request.method == "POST" else CommentForm.fresh()
    return _said(request, face, form, act, to=one)


@require_http_methods(GET_OR_POST)
@signed_in
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change one's own."""
    one = get_object_or_404(Comment.objects.visible_to(request.user).standing(), pk=pk, by=request.user)
    face = _face(request, one.kind, one.about)

    def act(body: str, key: str) -> Any:
        return comments.edit(one, body, by=request.user)

    form = CommentForm(request.POST if request.method == "POST" else None, initial={"body": one.body})
    return _said(request, face, form, act, title=_("Change your comment"))


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's own back, also where one no longer reads what it is about."""
    one = get_object_or_404(Comment, pk=pk, by=request.user)
    comments.remove(one, by=request.user)
    face = _face_if_seen(request, one.kind, one.about)
    return after_act(request, f"{face.url}#comments" if face else "discovery:home", said=_("Taken back."))


@require_http_methods(GET_OR_POST)
@signed_in
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell our staff that one breaks the rules."""
    one = _seen(request, pk)
    face = _face(request, one.kind, one.about)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reports.report_comment(one, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Thank you. We look at it and tell you what we decide.")
            return after_act(request, face.url + "#comments", said=said)
    return render_form(request, "social/comments/report.html", form, comment=one, face=face)


def _said(
    request: SignedInRequest, face: Face, form: CommentForm, act: Callable[..., Any], *, to: Comment | None = None,
    title: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and go back; where it is wrong or refused, show the form alone with what was typed."""
    if form.is_bound and form.is_valid():
        try:
            act(**form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error("body", str(refusal))
        else:
            return after_act(request, face.url + "#comments")
    context: dict[str, Any] = {"face": face, "to": to, "title": title or (_("Answer") if to else _("Comment"))}
    return render_form(request, "social/comments/form.html", form, **context)


def _seen(request: SignedInRequest, pk: UUID) -> Comment:
    rows = Comment.objects.visible_to(request.user).standing().select_related("author", "answers__author")
    return get_object_or_404(rows, pk=pk)


def _face(request: SignedInRequest, kind: str, pk: UUID) -> Face:
    """What it is about, for who may read it."""
    face = _face_if_seen(request, kind, pk)
    if face is None:
        raise Http404
    return face


def _face_if_seen(request: SignedInRequest, kind: str, pk: UUID) -> Face | None:
    thing = discussed.of(kind)
    is_seen = thing is not None and thing.seen_by(request.user).filter(pk=pk).exists()
    return thing.face(pk) if thing and is_seen else None
