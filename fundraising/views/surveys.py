"""The survey, for its maker: write it, send it, lock it, remind; and what was answered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.views import answers
from fundraising import inquiries, surveys
from fundraising.forms.survey import NoteForm, QuestionForm
from fundraising.models import Fundraiser, Pledge, Survey, SurveyQuestion
from fundraising.views.deliveries import frame, made_by, survey_of
from marketplace.kit import csv_files
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from projects.views import keeping

PER_PAGE = 50


@require_safe
@signed_in
def survey(request: SignedInRequest, slug: str) -> HttpResponse:
    """Its questions, and how far the answers are."""
    fundraiser = made_by(request, slug)
    kept, shown = keeping.sent(request), _begun(request, fundraiser)
    if kept and not shown.is_sent:
        question = _question(kept, fundraiser).get("question")
        return _page(request, fundraiser, shown, note=NoteForm(kept), question=question)
    return _page(request, fundraiser, shown)


@require_POST
@keeping.keeps_typed_for("fundraising:survey")
@signed_in
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """One question more."""
    fundraiser = made_by(request, slug)
    return _write(request, fundraiser, question=QuestionForm(request.POST, fundraiser=fundraiser))


@require_POST
@keeping.keeps_typed_for("fundraising:survey", "slug")
@signed_in
def take_out(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """One question less."""
    fundraiser = made_by(request, slug)
    question = get_object_or_404(SurveyQuestion.objects.select_related("survey"), pk=pk, survey__fundraiser=fundraiser)
    return _write(request, fundraiser, lambda: surveys.take_out(question, by=request.user))


@require_POST
@keeping.keeps_typed_for("fundraising:survey")
@signed_in
def note(request: SignedInRequest, slug: str) -> HttpResponse:
    """The word above the questions."""
    return _write(request, made_by(request, slug), said=_("Saved."))


@require_POST
@keeping.keeps_typed_for("fundraising:survey")
@signed_in
def send(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let backers answer it. A question that was typed and not added stops it: nothing is added once it is sent."""
    fundraiser = made_by(request, slug)
    shown = _begun(request, fundraiser)
    if typed := _question(request.POST, fundraiser):
        typed["question"].add_error("question", _("Add this question, or empty it: once sent, nothing is added."))
        return _page(request, fundraiser, shown, note=NoteForm(request.POST), status=422, **typed)
    said = _("Sent. Everybody who is asked something is told.")
    return _write(request, fundraiser, lambda: surveys.send(shown, by=request.user), said=said)


@require_POST
@signed_in
def lock(request: SignedInRequest, slug: str) -> HttpResponse:
    """Nobody changes an answer any more."""
    return _do(request, slug, surveys.lock, _("Locked. Who has not answered still can."))


@require_POST
@signed_in
def unlock(request: SignedInRequest, slug: str) -> HttpResponse:
    """Answers can be changed again."""
    return _do(request, slug, surveys.unlock, _("Unlocked. Answers can be changed again."))


@require_POST
@signed_in
def remind(request: SignedInRequest, slug: str) -> HttpResponse:
    """Tell who has not answered."""
    return _do(request, slug, surveys.remind, _("Everybody who has not answered is told once more."))


@require_safe
@signed_in
def replies(request: SignedInRequest, slug: str) -> HttpResponse:
    """What everybody answered, and who has not."""
    fundraiser = made_by(request, slug)
    shown = survey_of(fundraiser)
    if shown is None or not shown.is_sent:
        return redirect(_url(fundraiser))
    is_open = request.GET.get("who") == "open"
    rows = shown.unanswered() if is_open else shown.asked().filter(reply__isnull=False)
    found = rows.select_related("fundraiser__listing__owner__user", "backer__user__guest__claimed_by__party", "reply")
    page = page_of(found, order=["pk"], after=request.GET.get("after"), size=PER_PAGE)
    context = {
        **frame(fundraiser, "survey"),
        "survey": shown,
        "questions": list(shown.questions.all()),
        "rows": [(one, surveys.as_answers(shown, one), inquiries.backer_who_reads(one)) for one in page.items],
        "page": page,
        "is_open": is_open,
        "asked": shown.asked().count(),
        "unanswered": shown.unanswered().count(),
    }
    return render(request, "fundraising/fulfilment/replies.html", context)


@require_safe
@signed_in
def replies_table(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """The same as a file. Addresses are in the table of parcels, for as long as they are needed."""
    shown = get_object_or_404(
        Survey.objects.prefetch_related("questions"), fundraiser=made_by(request, slug).pk, sent_at__isnull=False
    )
    head = [_("Backer"), _("Answered"), *(one.question for one in shown.questions.all())]
    rows = shown.asked().select_related("backer", "reply").order_by("pk")
    cells = (_cells(shown, pledge) for pledge in rows.iterator(chunk_size=500))
    return csv_files.answer(head, cells, named=f"answers-{slug[:60]}.csv")


def _cells(shown: Survey, pledge: Pledge) -> list[object]:
    at = pledge.reply.changed_at if hasattr(pledge, "reply") else None
    return [pledge.backer.name, at, *surveys.as_answers(shown, pledge)]


def _do(request: SignedInRequest, slug: str, act: object, said: str) -> HttpResponse:
    fundraiser = made_by(request, slug)
    shown = _begun(request, fundraiser)
    assert callable(act)
    return answers.after(request, lambda: act(shown, by=request.user), to=_url(fundraiser), said=said)


def _write(
    request: SignedInRequest, fundraiser: Fundraiser, act: Callable[[], Any] | None = None, *, said: str = "",
    question: QuestionForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Write down what stands in the form, the note and a question that was typed, and do what the button says: all of
    it, or nothing. Where something is wrong its page comes back with what was typed."""
    shown, note = _begun(request, fundraiser), NoteForm(request.POST)
    asked = {"question": question} if question else _question(request.POST, fundraiser)
    if [form for form in (note, *asked.values()) if not form.is_valid()]:
        return _page(request, fundraiser, shown, note=note, status=422, **asked)
    try:
        with transaction.atomic():
            if not shown.is_sent:
                surveys.note(shown, note.cleaned_data["note"], by=request.user)
            for one in asked.values():
                surveys.ask(shown, **one.cleaned_data, by=request.user)
            if act:
                act()
    except answers.REFUSALS as refusal:
        next(iter(asked.values()), note).add_error(None, str(refusal))
        return _page(request, fundraiser, shown, note=note, status=422, **asked)
    return after_act(request, _url(fundraiser), said=said)


def _question(sent: Any, fundraiser: Fundraiser) -> dict[str, QuestionForm]:
    """The question that was typed, by the name that the page has for it; none where nothing was."""
    is_typed = any(sent.get(name, "").strip() for name in ("question", "options"))
    return {"question": QuestionForm(sent, fundraiser=fundraiser)} if is_typed else {}


def _begun(request: SignedInRequest, fundraiser: Fundraiser) -> Survey:
    return survey_of(fundraiser) or surveys.of(fundraiser, by=request.user)


def _page(
    request: SignedInRequest, fundraiser: Fundraiser, shown: Survey, *, question: QuestionForm | None = None,
    note: NoteForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **frame(fundraiser, "survey"),
        "survey": shown,
        "questions": list(shown.questions.select_related("reward")),
        "form": note if note and note.errors else question or QuestionForm(fundraiser=fundraiser),
        "question": question or QuestionForm(fundraiser=fundraiser),
        "note": note or NoteForm(initial={"note": shown.note}),
        "can_send": fundraiser.status in surveys.SENDABLE,
        "asked": shown.asked().count(),
        "unanswered": shown.unanswered().count(),
        "why_not_remind": surveys.why_not_remind(shown),
    }
    return render(request, "fundraising/fulfilment/survey.html", context, status=status)


def _url(fundraiser: Fundraiser) -> str:
    return reverse("fundraising:survey", args=[fundraiser.listing.slug])
