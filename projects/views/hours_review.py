"""The client's side of hours: paying ahead, the card for Mondays, approving a week, questions and their answers."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act, render_form
from payments import methods
from projects import deals, room_pages
from projects.forms.contract import SureForm, WhyForm
from projects.forms.hours import AnswerForm, AskForm, CardForm
from projects.hours import deposits, questions, weekly_charges, weeks, work_weeks
from projects.models import HoursQuestion, Side, TimeEntry, WorkWeek
from projects.views import answers
from projects.views.asking import Question, ask, sent
from projects.views.hours import hourly, page
from projects.views.milestones import pay

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
@signed_in
def fund(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go and pay into escrow what is missing."""
    contract = hourly(request, pk)
    if deals.side_of(contract, request.user) != Side.CLIENT:
        return answers.after(request, lambda: deals.permit(contract, request.user, Side.CLIENT), to=contract, said="")
    return pay(request, weekly_charges.KIND, deposits.waiting(contract).pk, back=room_pages.address(contract, "hours"))


@require_http_methods(GET_OR_POST)
@signed_in
def card(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let a kept card be charged on Mondays."""
    contract = hourly(request, pk)
    back = room_pages.address(contract, "hours")
    if deals.side_of(contract, request.user) != Side.CLIENT:
        return answers.after(request, lambda: deals.permit(contract, request.user, Side.CLIENT), to=back, said="")
    cards = methods.of(contract.client)
    form = CardForm(sent(request), cards=cards, words=weekly_charges.words(contract))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["card"]
        said = _("Agreed. %(card)s is charged on Mondays for what is missing.") % {"card": chosen}
        return answers.after(
            request, lambda: weekly_charges.agree(contract, chosen, by=request.user), to=back, said=said
        )
    context = room_pages.around(contract, at="hours") | {
        "has_cards": cards.exists(),
        "charge": weekly_charges.of(contract),
    }
    return render_form(request, "projects/hours/card.html", form, **context)


@require_POST
@signed_in
def take_card_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Charge no card on Mondays any more."""
    contract = hourly(request, pk)
    return answers.after(
        request, lambda: weekly_charges.take_back(contract, by=request.user),
        to=room_pages.address(contract, "hours"), said=_("Taken back. No card is charged by itself any more."),
    )  # fmt: skip


@require_safe
@signed_in
def work_week(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """To the page of a week, which has the address of its contract."""
    return redirect(_week(request, pk))


@require_POST
@signed_in
def approve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay a week without waiting for Friday."""
    week = _week(request, pk)
    said = _("Approved. What is in escrow for it is paid.")
    return answers.after(request, lambda: work_weeks.approve(week, by=request.user), to=week, said=said)


@require_POST
@signed_in
def ask_about(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Question entries of a week."""
    week = _week(request, pk)
    form = AskForm(request.POST, entries=TimeEntry.objects.standing().filter(week=week))
    if form.is_valid():
        chosen, why = list(form.cleaned_data["entries"]), form.cleaned_data["why"]
        try:
            questions.ask(week, chosen, why=why, by=request.user)
            name = week.contract.freelancer.name
            return after_act(request, week, said=_("Asked. %(name)s has been told.") % {"name": name})
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return page(request, week.contract, week.starts_on, asking=form)


@require_http_methods(GET_OR_POST)
@signed_in
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The freelancer answers a question; the entry may become shorter."""
    asked = _question(request, pk)
    week, form = asked.entry.week, AnswerForm(sent(request), entry=asked.entry)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            questions.answer(asked, answer=said["answer"], span=said["minutes"], by=request.user)
            name = week.contract.client.name
            return after_act(request, week, said=_("Answered. %(name)s has been told.") % {"name": name})
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    context = room_pages.around(week.contract, at="hours") | {"asked": asked, "entry": asked.entry}
    return render_form(request, "projects/hours/answer.html", form, **context)


@require_http_methods(GET_OR_POST)
@signed_in
def concede(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The freelancer lets a questioned entry go."""
    asked = _question(request, pk)
    week = asked.entry.week
    question = Question(
        title=_("Let this entry go"),
        text=_("It stays in the log and is not paid."),
        sums=[(weeks.hours(asked.entry.minutes), weeks.price(week.rate, asked.entry.minutes))],
        button=_("Let it go"),
        side=Side.FREELANCER,
        is_grave=True,
    )
    return ask(
        request, question, SureForm(sent(request)), lambda typed: questions.concede(asked, by=request.user),
        contract=week.contract, back=week.get_absolute_url(), said=_("It is not paid."),
    )  # fmt: skip


@require_POST
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client is content with an entry after all."""
    asked = _question(request, pk)
    week = asked.entry.week
    return answers.after(request, lambda: questions.accept(asked, by=request.user), to=week, said=_("Accepted."))


@require_http_methods(GET_OR_POST)
@signed_in
def ask_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client is not content with an answer."""
    asked = _question(request, pk)
    week = asked.entry.week
    question = Question(
        title=_("Ask again"),
        text=_("“%(answer)s”") % {"answer": asked.answer},
        button=_("Ask again"),
        side=Side.CLIENT,
    )
    return ask(
        request, question, WhyForm(sent(request), label=_("What is not clear yet?")),
        lambda typed: questions.ask_again(asked, by=request.user, **typed),
        contract=week.contract, back=week.get_absolute_url(), said=_("Asked."),
    )  # fmt: skip


def _week(request: SignedInRequest, pk: UUID) -> WorkWeek:
    return get_object_or_404(WorkWeek.objects.visible_to(request.user).with_contract(), pk=pk)


def _question(request: SignedInRequest, pk: UUID) -> HoursQuestion:
    mine = TimeEntry.objects.visible_to(request.user)
    rows = HoursQuestion.objects.select_related(
        "entry__by__party", "entry__week__contract__project__listing", "entry__week__contract__client__user",
        "entry__week__contract__freelancer__user",
    )  # fmt: skip
    return get_object_or_404(rows.filter(entry__in=mine), pk=pk)
