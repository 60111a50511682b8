"""A step of payment: what was done for it, what its backers say, and where its money is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, guests_too, signed_in, signed_in_or_guest
from accounts.views.answers import REFUSALS
from fundraising import disbursements, paying_out, step_words
from fundraising.forms.disbursement import AskForm, EvidenceForm, VoteForm, WhyForm
from fundraising.models import Disbursement, Fundraiser, Vote
from projects.views import keeping
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]
Status = Disbursement.Status


@require_safe
@guests_too
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody who sees the fundraiser sees what is paid out of it, and for what."""
    shown = _seen(request, pk)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.path)
    return _page(request, shown)


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def submit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The maker shows what was done."""
    shown = _own(request, pk)
    if request.method != "POST" and not (_is_open(shown) and not shown.waits_for_report):
        return redirect(shown)
    form = EvidenceForm(keeping.sent(request), initial={"evidence": shown.evidence})
    if request.method == "POST" and form.is_valid():
        try:
            disbursements.submit(shown, evidence=form.cleaned_data["evidence"], by=request.user)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your backers have been told."))
            return redirect(shown)
    context = {"step": shown, "listing": shown.fundraiser.listing, "form": form, "section": "fund"}
    status = 422 if form.errors else 200
    return render(request, "fundraising/disbursements/submit.html", context, status=status)


@require_POST
@signed_in_or_guest
def vote(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A backer says what they think of it."""
    return _answer(request, _seen(request, pk), VoteForm(request.POST), disbursements.vote, "vote")


@require_POST
@signed_in_or_guest
def ask_staff(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A backer without a vote lets staff look."""
    return _answer(request, _seen(request, pk), AskForm(request.POST), disbursements.ask_staff, "asks")


@require_POST
@signed_in
def give_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The maker says that it will not be done."""
    return _answer(request, _own(request, pk), WhyForm(request.POST), disbursements.give_up, "gives_up")


def _answer(
    request: SignedInRequest, shown: Disbursement, form: forms.Form, act: Callable[..., Any], name: str
) -> HttpResponse:
    """Do it and go to the page; where something is wrong, show the page with what was typed."""
    if form.is_valid():
        try:
            act(shown, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(shown)
    return _page(request, shown, status=422, **{name: form})


def _page(request: HttpRequest, shown: Disbursement, *, status: int = 200, **asked: forms.Form) -> HttpResponse:
    fundraiser, user = shown.fundraiser, request.user
    is_asked = shown.status == Status.SUBMITTED
    backer = disbursements.backed_by(fundraiser, user) if user.is_authenticated and is_asked else None
    mine = Vote.objects.filter(disbursement=shown, round=shown.round, backer=backer).first() if backer else None
    is_own = user.is_authenticated and fundraiser.owner in acting.of(request, user).parties()
    may_act = is_own and _is_open(shown)
    context = {
        "section": "fund",
        "step": shown,
        "listing": fundraiser.listing,
        "account": step_words.account_of(shown),
        "reason": step_words.reason_of(shown, user),
        "may_show": may_act and not shown.waits_for_report,
        "back": step_words.back_of(shown) if may_act else None,
        "may_vote": bool(backer) and fundraiser.backers_decide and not is_own,
        "may_ask": bool(backer) and not fundraiser.backers_decide and not is_own,
        "mine": mine,
        "said": shown.votes.filter(round=shown.round).exclude(words="").order_by("-at")[:20],
        "vote": VoteForm(initial={"choice": mine.choice, "words": mine.words} if mine else None),
        "asks": AskForm(),
        "gives_up": WhyForm(),
        **asked,
    }
    return render(request, "fundraising/disbursements/step.html", context, status=status)


def _is_open(shown: Disbursement) -> bool:
    return shown.fundraiser.status in paying_out.OPEN and shown.status in {Status.PLANNED, Status.CHANGES}


def _seen(request: HttpRequest, pk: UUID) -> Disbursement:
    """One of a fundraiser that this reader may see."""
    found = Disbursement.objects.filter(fundraiser__in=Fundraiser.objects.visible_to(request.user))
    shown: Disbursement = get_object_or_404(found.select_related("fundraiser__listing__owner"), pk=pk)
    return shown


def _own(request: SignedInRequest, pk: UUID) -> Disbursement:
    """One of a fundraiser of those for whom one acts."""
    shown = _seen(request, pk)
    if shown.fundraiser.owner not in acting.of(request, request.user).parties():
        raise Http404
    return shown
