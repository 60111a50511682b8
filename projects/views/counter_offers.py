"""The two sides of a proposal haggle: other terms, accepted, declined, taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from marketplace.catalog import events
from marketplace.catalog.models import Event
from marketplace.kit.htmx import after_act
from projects import counter_offers, linked, pay, proposal_locks
from projects.bargain import Bargain
from projects.forms.counter_offer import CounterForm
from projects.models import CounterOffer, Proposal, Side
from projects.views import answers
from projects.views.problems import problems_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def counter(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The form of other terms, as it stands with those that are answered; and the act of putting them."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).with_sides(), pk=pk)
    waiting = proposal.counter_offers.open().first()
    side = proposal_locks.seat_of(proposal, request.user)
    if refused := _why_not(proposal, waiting, side):
        messages.error(request, refused)
        return redirect(proposal)
    answered = Bargain.of(waiting) if waiting else Bargain.of_proposal(proposal)
    key = str(waiting.pk) if waiting else str(proposal.revision)
    data = request.POST if request.method == "POST" else None
    form = CounterForm(data, proposal=proposal, answered=answered, key=key)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answering"] != key:
            form.add_error(None, _("There are other terms by now. Look at the proposal again."))
        elif answer := _made(request, proposal, form, waiting):
            return answer
    return _form_page(request, proposal, form, waiting, side)


@require_POST
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Agree to the other side's terms; then their contract waits for both signatures."""
    found = _visible(request, pk)
    try:
        accepted = counter_offers.accept(found, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(found.proposal)
    events.record(request, Event.Kind.HIRE, accepted.project.listing)
    said = _("You have agreed. Read the contract and sign it; nothing is paid before both have.")
    return after_act(request, accepted.contract, said=said)


@require_POST
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Not these terms."""
    said = _("Declined. The proposal stands as it was sent.")
    return _ended(request, pk, counter_offers.decline, said=said)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One's own terms, taken back."""
    said = _("Taken back. The proposal stands as it was sent.")
    return _ended(request, pk, counter_offers.withdraw, said=said)


def _ended(request: SignedInRequest, pk: UUID, act: Callable[..., Any], *, said: str) -> HttpResponse:
    found = _visible(request, pk)
    return answers.after(request, lambda: act(found, by=request.user), to=found.proposal, said=said)


def _visible(request: SignedInRequest, pk: UUID) -> CounterOffer:
    rows = CounterOffer.objects.visible_to(request.user).select_related("proposal__project__listing")
    return get_object_or_404(rows, pk=pk)


def _why_not(proposal: Proposal, waiting: CounterOffer | None, side: Side | None) -> str:
    if side is None:
        return _("Owners and managers of the company answer and change.")
    if not proposal.is_waiting:
        return _("This proposal has been answered, so its terms can no longer be changed.")
    if waiting and waiting.side == side:
        return _("It is the other side's turn. Take your counter-offer back to make another.")
    if waiting is None and side != Side.CLIENT:
        return _("Nothing waits for your answer. You can change your proposal itself.")
    return ""


def _made(
    request: SignedInRequest, proposal: Proposal, form: CounterForm, waiting: CounterOffer | None
) -> HttpResponse | None:
    note = form.cleaned_data["note"]
    answering = waiting or proposal.revision
    try:
        counter_offers.make(proposal, form.bargain(), answering=answering, note=note, by=request.user)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return None
    return after_act(request, proposal, said=_("Sent. They have seven days to answer."))


def _form_page(
    request: SignedInRequest, proposal: Proposal, form: CounterForm, waiting: CounterOffer | None, side: Side | None
) -> HttpResponse:
    problems = form.problems() if form.is_bound else {}
    answered = Bargain.of(waiting) if waiting else Bargain.of_proposal(proposal)
    is_writer = side == Side.FREELANCER
    context = {
        "section": "jobs",
        "proposal": proposal,
        "project": proposal.project,
        "form": form,
        "problems": problems_of(form, problems),
        "answered": answered,
        "waiting": waiting,
        "is_writer": is_writer,
        "other": proposal.project.client if is_writer else proposal.freelancer,
        "got": pay.of(answered.price, proposal.project, payee=proposal.freelancer) if is_writer else None,
        "crumbs": linked.crumbs(proposal.project),
    }
    return render(request, "projects/proposals/counter.html", context, status=422 if problems else 200)
