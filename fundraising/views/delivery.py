"""One parcel: for its maker what is in it, where it goes and what was said; for its backer what they can say."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in, signed_in_or_guest
from accounts.models import Party
from accounts.views import answers
from fundraising import carriers, deliveries, inquiries, parcels, reward_refunds, surveys
from fundraising.deliveries import Parcel
from fundraising.forms.delivery import AgainForm, AnswerForm, ProblemForm, RefundForm, SentForm
from fundraising.models import Delivery, RewardRefund
from fundraising.views.deliveries import frame, survey_of
from marketplace.kit.models import Move
from social import notices


@require_safe
@signed_in
def delivery(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything about one, for its maker."""
    shown = _made(request, pk)
    notices.mark_read(request.user, url=request.path)
    return _page(request, shown)


@require_POST
@signed_in
def send(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It has left, or its tracking number was wrong."""
    shown = _made(request, pk)

    def act(carrier: str, tracking: str, by: Any) -> None:
        deliveries.ship(shown.fundraiser, [Parcel(shown.number, carrier, tracking)], by=by)

    return _answer(request, shown, SentForm(request.POST), act, "sent", _("Written down. The backer is told."))


@require_POST
@signed_in
def send_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It goes out once more."""
    shown = _made(request, pk)

    def act(answer: str, by: Any) -> None:
        deliveries.send_again(shown, answer=answer, by=by)

    return _answer(request, shown, AgainForm(request.POST), act, "goes_again", _("It is among those to be sent again."))


@require_POST
@signed_in
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say something to what is wrong."""
    shown = _made(request, pk)

    def act(answer: str, by: Any) -> None:
        deliveries.settle(shown, answer=answer, by=by)

    return _answer(request, shown, AnswerForm(request.POST), act, "answers", _("The backer reads your answer."))


@require_POST
@signed_in
def grant(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay a reward back."""
    asked = get_object_or_404(RewardRefund.objects.select_related("delivery"), pk=pk)
    shown = _made(request, asked.delivery_id)
    said = _("It goes back to the backer.")
    return answers.after(request, lambda: reward_refunds.grant(asked, by=request.user), to=_url(shown), said=said)


@require_POST
@signed_in
def refuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say why a reward is not paid back."""
    asked = get_object_or_404(RewardRefund.objects.select_related("delivery"), pk=pk)
    shown = _made(request, asked.delivery_id)

    def act(answer: str, by: Any) -> None:
        reward_refunds.refuse(asked, why=answer, by=by)

    return _answer(request, shown, AnswerForm(request.POST), act, "refuses", _("The backer reads why."))


@require_POST
@signed_in_or_guest
def receive(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Its backer has it, or all is well now."""
    mine = _backed(request, pk)
    said = _("Thank you. The maker sees that it arrived.")
    return answers.after(request, lambda: deliveries.receive(mine, by=request.user), to=mine.line.pledge, said=said)


@require_POST
@signed_in_or_guest
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Its backer says what is wrong."""
    mine, form = _backed(request, pk), ProblemForm(request.POST)

    def act(problem: str, by: Any) -> None:
        deliveries.report(mine, problem, by=by)

    return _say(request, mine, form, act, _("What is wrong?"), _("The maker is told, and answers."))


@require_POST
@signed_in_or_guest
def ask_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Its backer wants the money back."""
    mine, form = _backed(request, pk), RefundForm(request.POST)

    def act(why: str, by: Any) -> None:
        reward_refunds.ask(mine, why=why, by=by)

    return _say(request, mine, form, act, _("Ask for your money back"), _("The maker has seven days to answer."))


@require_POST
@signed_in_or_guest
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Its backer does not want it back any more."""
    asked = get_object_or_404(RewardRefund.objects.select_related("delivery"), pk=pk)
    mine = _backed(request, asked.delivery_id)
    return answers.after(
        request, lambda: reward_refunds.withdraw(asked, by=request.user), to=mine.line.pledge, said=_("Taken back.")
    )


def _answer(
    request: SignedInRequest, shown: Delivery, form: forms.Form, act: Callable[..., Any], name: str, said: str
) -> HttpResponse:
    """Do it and go to the page; where something is wrong, show the page with what was typed."""
    if form.is_valid():
        try:
            act(**form.cleaned_data, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(_url(shown))
    return _page(request, shown, status=422, **{name: form})


def _say(
    request: SignedInRequest, mine: Delivery, form: forms.Form, act: Callable[..., Any], title: str, said: str
) -> HttpResponse:
    """The same for its backer, whose short form stands on the page of the pledge."""
    if form.is_valid():
        try:
            act(**form.cleaned_data, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(mine.line.pledge)
    context = {"section": "fund", "delivery": mine, "pledge": mine.line.pledge, "form": form, "title": title}
    return render(request, "fundraising/fulfilment/say.html", context, status=422)


def _page(request: SignedInRequest, shown: Delivery, *, status: int = 200, **asked: forms.Form) -> HttpResponse:
    survey, pledge = survey_of(shown.fundraiser), shown.line.pledge
    said = surveys.as_answers(survey, pledge) if survey else []
    context = {
        **frame(shown.fundraiser, "deliveries"),
        "delivery": shown,
        "line": parcels.line(shown),
        "answers": [one for one in zip(survey.questions.all(), said, strict=True) if one[1]] if survey else [],
        "refund": shown.refunds.first(),
        "worth": reward_refunds.worth(shown),
        "history": Move.objects.filter(subject_id=shown.pk).order_by("-at", "-id")[:20],
        "states": dict(Delivery.Status.choices),
        "carriers": carriers.NAMES,
        "is_open": not deliveries.why_not(shown),
        "can_write": inquiries.backer_who_reads(pledge) is not None,
        "is_guest": bool(pledge.backer.user and pledge.backer.user.is_guest and pledge.backer.user.is_active),
        "sent": SentForm(initial={"carrier": shown.carrier, "tracking": shown.tracking}),
        "goes_again": AgainForm(),
        "answers_form": AnswerForm(),
        "refuses": AnswerForm(),
        **{("answers_form" if name == "answers" else name): form for name, form in asked.items()},
    }
    return render(request, "fundraising/fulfilment/delivery.html", context, status=status)


def _url(shown: Delivery) -> str:
    return redirect("fundraising:delivery", shown.pk).url


def _made(request: SignedInRequest, pk: UUID) -> Delivery:
    mine = Party.objects.acted_for_by(request.user)
    rows = Delivery.objects.with_all().filter(fundraiser__listing__owner__in=mine)
    found: Delivery = get_object_or_404(rows.select_related(*_ROW), pk=pk)
    return found


def _backed(request: SignedInRequest, pk: UUID) -> Delivery:
    rows = Delivery.objects.of_backer(request.user).select_related(*_ROW)
    found: Delivery = get_object_or_404(rows, pk=pk)
    return found


_ROW = [
    "fundraiser__listing__owner",
    "line__reward",
    "line__pledge__backer",
    "line__pledge__address",
    "line__pledge__reply",
]
