"""Showing delivered work as such: asking for it, answering, publishing; and the page where anybody checks it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, SiteRequest, signed_in
from accounts.models import Party
from marketplace.kit.htmx import render_page
from portfolios.models import Portfolio
from projects import deals, manifests, proofs
from projects.forms.contract import SureForm, WhyForm
from projects.forms.proof import CheckForm, ProofForm
from projects.models import Proof, Side
from projects.views import answers
from projects.views.asking import Question, ask, sent
from projects.views.milestones import found as milestone_found
from social import notices
from social.reputation import account

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@signed_in
def offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Make a draft from a released milestone, and ask the client."""
    shown = milestone_found(request, pk)
    maker = proofs.maker_of(shown, request.user) or shown.contract.freelancer
    if already := proofs.of(shown, maker):
        return redirect(already)
    client = shown.contract.client.name
    question = Question(
        title=_("Show “%(milestone)s” as work") % {"milestone": shown.name},
        text=_(
            "A draft is made that only you see, and %(name)s is asked whether it may be shown as delivered for them. "
            "Once they agree you publish it: with the date, the class of the sum, and a fingerprint of what was "
            "accepted."
        )
        % {"name": client},
        side=Side.FREELANCER,
        is_for_each=True,
        button=_("Make the draft and ask %(name)s") % {"name": client},
    )
    own = Portfolio.objects.filter(listing__owner=maker).select_related("listing")
    form = ProofForm(sent(request), portfolios=own, initial={"title": shown.contract.title})
    said = _("Asked. %(name)s has been told.") % {"name": client}
    return ask(
        request, question, form, lambda typed: proofs.ask(shown, by=request.user, **typed),
        contract=shown.contract, back=shown.get_absolute_url(), said=said,
    )  # fmt: skip


@require_safe
def proof(request: SiteRequest, pk: UUID) -> HttpResponse:
    """What was delivered, when it was accepted, and its fingerprints; for the two sides also what they can do."""
    shown = _found(request, pk)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.path)
    return render_page(request, "projects/proofs/proof.html", _page(request, shown, CheckForm()))


@require_POST
def check(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Whether a file is part of it. The file is read once and not kept."""
    shown = _found(request, pk)
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid() or not shown.is_granted:
        return render_page(request, "projects/proofs/proof.html", _page(request, shown, form), status=422)
    sha = manifests.sha_of(form.cleaned_data["file"])
    known = {line.sha for line in manifests.lines_of(shown.manifest)}
    context = {**_page(request, shown, CheckForm()), "checked": sha, "is_part": sha in known}
    return render_page(request, "projects/proofs/proof.html", context)


@require_POST
@signed_in
def grant(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client agrees."""
    shown = _found(request, pk)
    said = _("You agree. %(name)s has been told.") % {"name": shown.contract.freelancer.name}
    return answers.after(request, lambda: proofs.grant(shown, by=request.user), to=shown, said=said)


@require_http_methods(GET_OR_POST)
@signed_in
def refuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client does not agree."""
    shown = _found(request, pk)
    question = Question(
        title=_("Do not show “%(milestone)s”") % {"milestone": shown.milestone.name},
        text=_("It is not shown as delivered for you. You can agree later."),
        side=Side.CLIENT,
        button=_("Say no"),
    )
    return _say(request, shown, question, lambda typed: proofs.refuse(shown, answer=typed["why"], by=request.user))


@require_http_methods(GET_OR_POST)
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client agrees no more."""
    shown = _found(request, pk)
    question = Question(
        title=_("Withdraw your consent"),
        text=_("The mark on the work then says that you have withdrawn it, without your name and without details."),
        side=Side.CLIENT,
        button=_("Withdraw it"),
    )
    return _say(request, shown, question, lambda typed: proofs.withdraw(shown, answer=typed["why"], by=request.user))


@require_http_methods(GET_OR_POST)
@signed_in
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Publish the work."""
    shown = _found(request, pk)
    question = Question(
        title=_("Publish the work"),
        text=_("Everybody sees it, with the mark that it was delivered under this contract."),
        side=Side.FREELANCER,
        button=_("Publish it"),
    )
    to = shown.work_url or shown.get_absolute_url()
    return ask(
        request, question, SureForm(sent(request)), lambda typed: proofs.show(shown, by=request.user),
        contract=shown.contract, back=shown.get_absolute_url(), to=to, said=_("It is shown."),
    )  # fmt: skip


def _say(request: SignedInRequest, shown: Proof, question: Question, act: Any) -> HttpResponse:
    form = WhyForm(sent(request), is_optional=True)
    return ask(
        request, question, form, act, contract=shown.contract, back=shown.get_absolute_url(), said=_("Answered.")
    )


def _page(request: SiteRequest, shown: Proof, form: CheckForm) -> dict[str, Any]:
    user = request.user
    known = user if user.is_authenticated and hasattr(user, "party") else None
    seat = deals.side_of(shown.contract, known) if known else None
    is_maker = known is not None and Party.objects.acted_for_by(known).filter(pk=shown.maker.pk).exists()
    return {
        "proof": shown,
        "contract": shown.contract,
        "side": "freelancer" if is_maker else seat if seat == Side.CLIENT else None,
        "is_told": shown.is_granted or seat is not None or is_maker,
        "lines": manifests.lines_of(shown.manifest),
        "sum_class": account.class_text(shown.weight),
        "form": form,
    }


def _found(request: SiteRequest, pk: UUID) -> Proof:
    return get_object_or_404(Proof.objects.visible_to(request.user).with_sides(), pk=pk)
