"""A milestone: its page, and what the two sides do with it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.kit import private_files
from marketplace.kit.htmx import render_form
from marketplace.kit.money import format_money
from payments import checkouts
from projects import deals, figures, history, layout, milestone_turns, milestones, proofs, shares, team_payables
from projects.boards import shelves
from projects.disputes import dispute_turns
from projects.forms.contract import ChangesForm, ReleaseForm, SubmitForm
from projects.models import Dispute, Extra, Milestone, RefundRequest, Side, SubmissionFile
from projects.views import answers
from projects.views.asking import Question, ask, sent, sent_files
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def milestone(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was submitted, what was answered, and where its money went."""
    shown = found(request, pk)
    notices.mark_read(request.user, url=request.path)
    contract = shown.contract
    asked = shown.refund_requests.filter(status=RefundRequest.Status.OPEN).first()
    seat = deals.seat_of(contract, request.user)
    turn = dispute_turns.of_milestone(shown, seat) or milestone_turns.of_milestone(shown, asked)
    context = {
        "section": "jobs",
        "milestone": shown,
        "contract": contract,
        "seat": seat,
        "side": deals.side_of(contract, request.user),
        "turn": turn,
        "acts": milestone_turns.acts_beside(turn, shown),
        "asked": asked,
        "requests": list(shown.refund_requests.all()),
        "submissions": list(shown.submissions.prefetch_related("files")),
        "parts": figures.parts_of(shown),
        **_money_of(shown, request),
        "may_be_disputed": shown.hold is not None and shown.may_move_to(Milestone.Status.DISPUTED),
        "disputes": Dispute.objects.filter(items__milestone=shown).order_by("-opened_at"),
        "history": history.of(shown),
        **_proof_of(shown, request),
    }
    return render(request, "projects/milestones/milestone.html", context)


@require_POST
@signed_in
def fund(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go and pay it into escrow."""
    shown = found(request, pk)
    return _pay(request, team_payables.to_pay(shown), back=shown.contract.get_absolute_url())


def pay(request: SignedInRequest, kind: str, pk: UUID, *, back: str) -> HttpResponse:
    """To the checkout of this one thing, and back afterwards."""
    return _pay(request, [(kind, pk)], back=back)


def _pay(request: SignedInRequest, things: Sequence[tuple[str, UUID]], *, back: str) -> HttpResponse:
    try:
        return redirect(checkouts.open(things, by=request.user, return_to=back))
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


@require_POST
@signed_in
def start(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin the work."""
    shown = found(request, pk)
    said = _("Begun. %(name)s sees it.") % {"name": shown.contract.client.name}
    return answers.after(request, lambda: milestones.start(shown, by=request.user), to=shown.contract, said=said)


@require_http_methods(GET_OR_POST)
@signed_in
def submit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Hand the work in, with what shows it."""
    shown = found(request, pk)
    days = shown.contract.review_days
    text = ngettext(
        "%(name)s has %(n)d day to release %(price)s or to say what should change. Then it is released by itself.",
        "%(name)s has %(n)d days to release %(price)s or to say what should change. Then it is released by itself.",
        days,
    )
    question = Question(
        title=_("Submit %(milestone)s") % {"milestone": shown.name},
        text=text % {"name": shown.contract.client.name, "n": days, "price": format_money(shown.price)},
        side=Side.FREELANCER,
        button=_("Submit the work"),
    )
    return ask(
        request, question, SubmitForm(sent(request), sent_files(request), initial={"note": shelves.note_for(shown)}),
        lambda typed: milestones.submit(shown, by=request.user, **typed),
        contract=shown.contract, back=shown.get_absolute_url(),
        said=_("Submitted. %(name)s has been told.") % {"name": shown.contract.client.name},
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def request_changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what should change. It stops the clock."""
    shown = found(request, pk)
    question = Question(
        title=_("Ask for changes to %(milestone)s") % {"milestone": shown.name},
        text=_("%(price)s stays in escrow. The time for your answer begins anew when it is submitted again.")
        % {"price": format_money(shown.price)},
        side=Side.CLIENT,
        button=_("Ask for these changes"),
    )
    return ask(
        request, question, ChangesForm(sent(request)),
        lambda typed: milestones.request_changes(shown, by=request.user, **typed),
        contract=shown.contract, back=shown.get_absolute_url(),
        said=_("Asked. %(name)s has been told.") % {"name": shown.contract.freelancer.name},
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def release(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What releasing it pays, in figures; then it is done. `?amount=` looks at a part before it is."""
    shown = found(request, pk)
    is_theirs = deals.side_of(shown.contract, request.user) == Side.CLIENT
    if shown.hold is None or shown.status != Milestone.Status.SUBMITTED or not is_theirs:
        return redirect(shown)
    held = shares.left_in(shown)
    form = ReleaseForm(sent(request) or (request.GET if "amount" in request.GET else None), held=held)
    amount = form.cleaned_data["amount"] if form.is_bound and form.is_valid() else held
    if request.method == "POST" and form.is_valid():
        return answers.after(
            request, lambda: milestones.release(shown, by=request.user, key=_round(shown), amount=amount),
            to=shown.contract, said=_("Released. %(name)s has been told.") % {"name": shown.contract.freelancer.name},
        )  # fmt: skip
    context: dict[str, Any] = {
        "section": "jobs",
        "milestone": shown,
        "contract": shown.contract,
        "held": held,
        "preview": shares.preview(shown, amount),
        "rest": held - amount,
    }
    return render_form(request, "projects/milestones/release.html", form, **context)


def _proof_of(shown: Milestone, request: SignedInRequest) -> dict[str, Any]:
    """The proof of who reads, or else of who leads; and whether the reader may ask for one."""
    maker = proofs.maker_of(shown, request.user)
    return {"proof": proofs.of(shown, maker), "may_prove": maker is not None and proofs.may_be_asked(shown)}


def _money_of(shown: Milestone, request: SignedInRequest) -> dict[str, Any]:
    """What is held and who gets what of it; of what was not paid yet, who will. own: the reader's part of a team's."""
    preview = shares.preview(shown) if shown.has_money or shown.status in layout.OPEN else None
    mine = set(Party.objects.seen_by(request.user).values_list("pk", flat=True))
    is_shared = preview is not None and preview.is_shared
    return {
        "preview": preview if is_shared else None,
        "would_take": preview.total if preview and shown.has_money else None,
        "own": preview.of(mine) if preview and is_shared else None,
    }


def _round(shown: Milestone) -> str:
    """Names the release of this round: pressed twice, or by the clock meanwhile, it is one."""
    return str(shown.submissions.count())


@require_safe
@signed_in
def evidence(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """A file of a submission."""
    mine = SubmissionFile.objects.filter(submission__milestone__in=Milestone.objects.visible_to(request.user))
    file = get_object_or_404(mine, pk=pk)
    return private_files.answer(file.file, named=file.name)


@require_safe
@signed_in
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The receipt of an expense."""
    extra = get_object_or_404(Extra.objects.visible_to(request.user).exclude(receipt=""), pk=pk)
    return private_files.answer(extra.receipt, named=extra.receipt_name)


def found(request: SignedInRequest, pk: UUID) -> Milestone:
    """The milestone, if this person may read it; else 404."""
    return get_object_or_404(Milestone.objects.visible_to(request.user).with_contract(), pk=pk)
