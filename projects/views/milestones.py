"""A milestone: its page, and what the two sides do with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import private_files
from marketplace.kit.money import format_money
from payments import checkouts, escrow
from projects import deals, figures, history, milestones, turns
from projects.forms.contract import ChangesForm, ReleaseForm, SubmitForm
from projects.forms.first_values import amount
from projects.models import Extra, Milestone, RefundRequest, Side, SubmissionFile
from projects.views import answers
from projects.views.asking import Question, ask, sent
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
    context = {
        "section": "jobs",
        "milestone": shown,
        "contract": contract,
        "seat": deals.seat_of(contract, request.user),
        "side": deals.side_of(contract, request.user),
        "turn": turns.of_milestone(shown, asked),
        "asked": asked,
        "requests": list(shown.refund_requests.all()),
        "submissions": list(shown.submissions.prefetch_related("files")),
        "parts": figures.parts_of(shown),
        "would_take": escrow.would_take(shown.hold) if shown.has_money and shown.hold else None,
        "history": history.of(shown),
    }
    return render(request, "projects/milestones/milestone.html", context)


@require_POST
@signed_in
def fund(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go and pay it into escrow."""
    shown = found(request, pk)
    return pay(request, "milestone", shown.pk, back=shown.contract.get_absolute_url())


def pay(request: SignedInRequest, kind: str, pk: UUID, *, back: str) -> HttpResponse:
    """To the checkout of this one thing, and back afterwards."""
    try:
        return redirect(checkouts.open([(kind, pk)], by=request.user, return_to=back))
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
        request, question, SubmitForm(sent(request), request.FILES),
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
    """What releasing it does, in figures; then it is done: all of it, or a part."""
    shown = found(request, pk)
    if shown.hold is None or shown.status != Milestone.Status.SUBMITTED:
        return redirect(shown)
    held, taken = escrow.left_in(shown.hold), escrow.would_take(shown.hold)
    name = shown.contract.freelancer.name
    sums = [(_("Held in escrow for it"), held), (_("Fee, paid by %(name)s") % {"name": name}, -taken.fee)]
    question = Question(
        title=_("Release %(milestone)s") % {"milestone": shown.name},
        text=_("The money goes to %(name)s. If you release a part, the rest stays in escrow as the next milestone.")
        % {"name": name},
        sums=[*sums, (_("Tax on the fee"), -taken.tax)] if taken.tax.amount else sums,
        total=(_("%(name)s gets") % {"name": name}, taken.net),
        side=Side.CLIENT,
        button=_("Release it"),
        warning=_("This can’t be undone."),
    )
    key = str(shown.submissions.count())
    return ask(
        request, question, ReleaseForm(sent(request), held=held, initial={"amount": amount(held)}),
        lambda typed: milestones.release(shown, by=request.user, key=key, **typed),
        contract=shown.contract, back=shown.get_absolute_url(), to=shown.contract.get_absolute_url(),
        said=_("Released. %(name)s has been told.") % {"name": name},
    )  # fmt: skip


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
