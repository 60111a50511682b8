"""A freelancer writes, sends, changes and withdraws a proposal; both sides read it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.catalog import events
from marketplace.catalog.models import Event
from marketplace.kit import clock
from marketplace.kit.htmx import after_act
from marketplace.kit.money import Money
from marketplace.kit.pagination import page_of
from projects import allowance, bids, clients, history, linked, negotiation, pay, proposals, team_pages, words
from projects.forms import amounts, typed
from projects.forms.proposal import ProposalForm
from projects.forms.upload import FileForm
from projects.models import Contract, Project, Proposal, ProposalFile
from projects.views import answers, keeping, talks
from projects.views.problems import problems_of
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]
PER_PAGE = 30


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def write(request: SignedInRequest, slug: str) -> HttpResponse:
    """The form of a proposal. Sending it tells the client."""
    project = _job(request, slug)
    written = project.proposals.by(request.user).exclude(status=Proposal.Status.WITHDRAWN).first()
    if written and written.status != Proposal.Status.DRAFT:
        return redirect(written)
    if request.method != "POST":
        return _form_page(request, project, _waiting_form(request, project, written))
    form = ProposalForm.sent(project, request.POST, acting.of(request, request.user))

    def act() -> Proposal:
        sent = proposals.send(project, form.offer(), party=form.cleaned_data["party"], by=request.user)
        events.record(request, Event.Kind.PROPOSAL, project.listing)
        return sent

    return _after(request, form, act, said=_("Sent. %(client)s has been told.") % {"client": project.client.name})


@require_http_methods(GET_OR_POST)
@signed_in
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a proposal that waits for its answer."""
    proposal = get_object_or_404(Proposal.objects.by(request.user).with_sides(), pk=pk)
    project = _job(request, proposal.project.listing.slug)
    if not proposal.is_waiting:
        return redirect(proposal)
    if request.method != "POST":
        return _form_page(request, project, ProposalForm.of(project, proposal), proposal)
    form = ProposalForm.sent(project, request.POST)
    said = _("Changed. %(client)s sees it as it is now.") % {"client": project.client.name}
    return _after(
        request, form, lambda: proposals.change(proposal, form.offer(), by=request.user), said=said, proposal=proposal
    )


@require_POST
@signed_in
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save what stands in the form, right or wrong, where only its writer sees it."""
    project = _job(request, slug)
    form = ProposalForm.sent(project, request.POST, acting.of(request, request.user))
    form.is_valid()

    def act() -> Proposal:
        party = form.cleaned_data.get("party")
        return proposals.keep(project, typed.of(request.POST), form.offer(), party=party, by=request.user)

    if not request.accepts("text/html"):
        return _saved(act, form)
    back = reverse("projects:propose", args=[slug])
    return answers.after(request, act, to=back, said=_("Saved. Only you see it until you send it."))


@require_safe
@signed_in
def net(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is left of a price after the fee, as a piece of the page."""
    project = _job(request, slug)
    try:
        price = amounts.read(request.GET.get("price", ""), project.currency)
    except ValidationError:
        price = None
    context = {"is_over": _is_over(project, price), **_got(request, project, price)}
    return render(request, "projects/proposals/_net.html", context)


@require_safe
@signed_in
def proposal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The proposal as its two sides read it."""
    seen = Proposal.objects.visible_to(request.user).with_sides().select_related("filing__noted_by__party")
    shown = get_object_or_404(seen, pk=pk)
    if shown.status == Proposal.Status.DRAFT:
        return redirect("projects:propose", shown.project.listing.slug)
    notices.mark_read(request.user, url=request.path)  # whoever looks at the thing has been told
    is_writer = Proposal.objects.by(request.user).filter(pk=pk).exists()
    is_client = not is_writer and Proposal.objects.received_by(request.user).filter(pk=pk).exists()
    side = shown.freelancer if is_writer else shown.project.client
    team = team_pages.of_proposal(shown)
    context = {
        "section": "jobs",
        "proposal": shown,
        "project": shown.project,
        "is_writer": is_writer,
        "is_client": is_client,
        "team": team,
        "waits": [row for row in team if row.place and not row.place.is_accepted],
        "own": next((row for row in team if row.party.user == request.user), None),
        "may_bind": Party.objects.acted_for_by(request.user).filter(pk=side.pk).exists(),
        "history": history.of(shown),
        "files": list(shown.files.all()),
        "negotiation": negotiation.seen_by(shown, request.user),
        "look": words.look_of(shown),
        "contract": Contract.objects.filter(proposal=shown).first(),
        "milestones": list(shown.milestones.all()),
        "got": pay.of(shown.price, shown.project, payee=shown.freelancer) if is_writer and not team else None,
        "crumbs": linked.crumbs(shown.project),
        **talks.beside_proposal(request, shown),
    }
    return render(request, "projects/proposals/proposal.html", context)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take it back."""
    found = get_object_or_404(Proposal.objects.by(request.user).with_sides(), pk=pk)
    said = _("Withdrawn. You may write another one while the job is open.")
    return answers.after(request, lambda: proposals.withdraw(found, by=request.user), to=found, said=said)


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """What this person has proposed, the latest first."""
    written = Proposal.objects.by(request.user).with_sides()
    shown = page_of(written, order=["-updated_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    return render(request, "projects/proposals/mine.html", {"section": "jobs", "page": shown})


def _job(request: SignedInRequest, slug: str) -> Project:
    found = Project.objects.visible_to(request.user).posted().with_client()
    return get_object_or_404(found, listing__slug=slug)


def _waiting_form(request: SignedInRequest, project: Project, written: Proposal | None) -> ProposalForm:
    """The form as it was left: before signing in, or in a draft."""
    kept = keeping.take(request)
    if kept:
        written = Proposal(project=project, currency=project.currency, typed=kept)
    now = acting.of(request, request.user)
    form = ProposalForm.of(project, written, now)
    if written and written.freelancer_id:
        form.initial["party"] = written.freelancer.slug  # the draft was begun for them
    return form


def _after(
    request: SignedInRequest,
    form: ProposalForm,
    act: Callable[[], Proposal],
    *,
    said: str,
    proposal: Proposal | None = None,
) -> HttpResponse:
    if form.is_valid():
        try:
            return after_act(request, act(), said=said)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, form.project, form, proposal)


def _form_page(
    request: SignedInRequest, project: Project, form: ProposalForm, proposal: Proposal | None = None
) -> HttpResponse:
    problems = form.problems() if form.is_bound else {}
    context: dict[str, Any] = {
        "section": "jobs",
        "project": project,
        "proposal": proposal,
        "form": form,
        "problems": problems_of(form, problems),
        "facts": words.facts_of(project),
        "budget": words.budget(project),
        "client": clients.facts_of(project),
        "bids": bids.of(project, acting.of(request, request.user).party),
        "files": _files_of(request, project, proposal),
        "file_form": FileForm.for_client(),
        "allowance": None if proposal else allowance.of(acting.of(request, request.user).party, request.user),
        "is_own": Project.objects.of(request.user).filter(pk=project.pk).exists(),
        "crumbs": linked.crumbs(project),
        **_net_of(request, form, proposal),
    }
    return render(request, "projects/proposals/write.html", context, status=422 if problems else 200)


def _files_of(request: SignedInRequest, project: Project, proposal: Proposal | None) -> list[ProposalFile]:
    """What goes with the proposal that is changed, or with the draft."""
    drafts = project.proposals.by(request.user).filter(status=Proposal.Status.DRAFT)
    return list(ProposalFile.objects.filter(proposal__in=[proposal] if proposal else drafts))


def _got(
    request: SignedInRequest, project: Project, price: Money | None, proposal: Proposal | None = None
) -> dict[str, Any]:
    """What is left of the price after the fee: for everybody of the team of what is written, or for the one."""
    drafts = project.proposals.by(request.user).filter(status=Proposal.Status.DRAFT)
    written = proposal or drafts.select_related("freelancer").first()
    if written:
        written.project = project
        if team := team_pages.of_proposal(written, price):
            return {"team": team, "got": None}
    payee = proposal.freelancer if proposal else acting.of(request, request.user).party
    return {"team": [], "got": pay.of(price, project, payee=payee) if price else None}


def _net_of(request: SignedInRequest, form: ProposalForm, proposal: Proposal | None) -> dict[str, Any]:
    try:
        price = amounts.read(str(form["price"].value() or ""), form.project.currency)
    except ValidationError:
        return _got(request, form.project, None, proposal)
    return {**_got(request, form.project, price, proposal), "is_over": _is_over(form.project, price)}


def _is_over(project: Project, price: Money | None) -> bool:
    return price is not None and project.is_over_budget(price)


def _saved(act: Callable[[], Proposal], form: ProposalForm) -> JsonResponse:
    try:
        act()
    except answers.REFUSALS as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    at = date_format(timezone.localtime(clock.now()), "H:i")
    return JsonResponse({"saved": _("Saved %(time)s") % {"time": at}, "problems": form.problems()})
