"""The survey, for its maker: write it, send it, lock it, remind; and what was answered."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.views import answers
from fundraising import surveys
from fundraising.forms.survey import NoteForm, QuestionForm
from fundraising.models import Fundraiser, Pledge, Survey, SurveyQuestion
from fundraising.views.deliveries import frame, made_by, survey_of
from marketplace.kit import csv_files
from marketplace.kit.pagination import page_of

PER_PAGE = 50


@require_safe
@signed_in
def survey(request: SignedInRequest, slug: str) -> HttpResponse:
    """Its questions, and how far the answers are."""
    fundraiser = made_by(request, slug)
    return _page(request, fundraiser, _begun(request, fundraiser))


@require_POST
@signed_in
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """One question more."""
    fundraiser = made_by(request, slug)
    shown, form = _begun(request, fundraiser), QuestionForm(request.POST, fundraiser=fundraiser)
    if form.is_valid():
        try:
            surveys.ask(shown, **form.cleaned_data, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_url(fundraiser))
    return _page(request, fundraiser, shown, question=form)


@require_POST
@signed_in
def take_out(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """One question less."""
    fundraiser = made_by(request, slug)
    question = get_object_or_404(SurveyQuestion.objects.select_related("survey"), pk=pk, survey__fundraiser=fundraiser)
    return answers.after(request, lambda: surveys.take_out(question, by=request.user), to=_url(fundraiser))


@require_POST
@signed_in
def note(request: SignedInRequest, slug: str) -> HttpResponse:
    """The word above the questions."""
    fundraiser = made_by(request, slug)
    shown, form = _begun(request, fundraiser), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, fundraiser, shown, note=form)
    return answers.after(
        request, lambda: surveys.note(shown, form.cleaned_data["note"], by=request.user), to=_url(fundraiser),
        said=_("Saved."),
    )  # fmt: skip


@require_POST
@signed_in
def send(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let backers answer it."""
    return _do(request, slug, surveys.send, _("Sent. Everybody who is asked something is told."))


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
    found = rows.select_related("backer", "reply")
    page = page_of(found, order=["pk"], after=request.GET.get("after"), size=PER_PAGE)
    context = {
        **frame(fundraiser, "survey"),
        "survey": shown,
        "questions": list(shown.questions.all()),
        "rows": [(pledge, surveys.as_answers(shown, pledge)) for pledge in page.items],
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


def _begun(request: SignedInRequest, fundraiser: Fundraiser) -> Survey:
    return survey_of(fundraiser) or surveys.of(fundraiser, by=request.user)


def _page(
    request: SignedInRequest, fundraiser: Fundraiser, shown: Survey, *, question: QuestionForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        **frame(fundraiser, "survey"),
        "survey": shown,
        "questions": list(shown.questions.select_related("reward")),
        "form": question or note or QuestionForm(fundraiser=fundraiser),
        "question": question or QuestionForm(fundraiser=fundraiser),
        "note": note or NoteForm(initial={"note": shown.note}),
        "can_send": fundraiser.status in surveys.SENDABLE,
        "asked": shown.asked().count(),
        "unanswered": shown.unanswered().count(),
        "why_not_remind": surveys.why_not_remind(shown),
    }
    status = 422 if question or note else 200
    return render(request, "fundraising/fulfilment/survey.html", context, status=status)


def _url(fundraiser: Fundraiser) -> str:
    return reverse("fundraising:survey", args=[fundraiser.listing.slug])
