"""A client reads the proposals for a job, compares them, and answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.catalog import events
from marketplace.catalog.models import Event
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.pagination import page_of
from projects import attention, comparison, negotiation, proposals, team_pages
from projects.forms.proposal import AcceptForm, DeclineForm
from projects.models import Project, Proposal
from projects.views import answers
from projects.views.projects import may_bind
from social.models import Side
from social.reputation import account

PER_PAGE = 30
SHOWN = {
    "waiting": Proposal.WAITING,
    "shortlisted": [Proposal.Status.SHORTLISTED],
    "answered": [Proposal.Status.ACCEPTED, Proposal.Status.DECLINED, Proposal.Status.EXPIRED],
}


@require_safe
@signed_in
def inbox(request: SignedInRequest, slug: str) -> HttpResponse:
    """All proposals for one job; with two or more chosen (`?compare=`), side by side."""
    project = get_object_or_404(Project.objects.of(request.user).posted().with_face(), listing__slug=slug)
    received = project.proposals.sent().with_writer().select_related("filing")
    chosen = comparison.chosen(received, request.GET.getlist("compare"))
    if len(chosen) > 1:
        table = comparison.of(project, chosen)
        context = {"section": "jobs", "project": project, "table": table, "may_bind": may_bind(project, request.user)}
        return render(request, "projects/proposals/compare.html", context)
    return render(request, "projects/proposals/inbox.html", _inbox(request, project, received))


@require_POST
@signed_in
def shortlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Among the few to choose from."""
    found = _received(request, pk)
    said = _("On the shortlist.")
    return answers.after(request, lambda: proposals.shortlist(found, by=request.user), to=_back(found), said=said)


@require_POST
@signed_in
def unlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Off the shortlist again."""
    found = _received(request, pk)
    said = _("Taken off the shortlist.")
    return answers.after(request, lambda: proposals.unlist(found, by=request.user), to=_back(found), said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no, and why."""
    found = _received(request, pk)
    form = DeclineForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context: dict[str, Any] = {"section": "jobs", "proposal": found, "project": found.project}
        return render_form(request, "projects/proposals/decline.html", form, **context)
    said = _("Declined. %(name)s has been told why.") % {"name": found.freelancer.name}
    return answers.after(
        request, lambda: proposals.decline(found, by=request.user, **form.cleaned_data), to=_back(found), said=said
    )


@require_POST
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose this one, as it was read; then its contract waits for both signatures."""
    found = _received(request, pk)
    form = AcceptForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    said = _("You accepted the proposal of %(name)s. Read the contract and sign it; nothing is paid before both have.")
    try:
        accepted = proposals.accept(found, revision=revision, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    events.record(request, Event.Kind.HIRE, found.project.listing)
    return after_act(request, accepted.contract, said=said % {"name": found.freelancer.name})


def _received(request: SignedInRequest, pk: UUID) -> Proposal:
    return get_object_or_404(Proposal.objects.received_by(request.user).with_sides(), pk=pk)


def _back(proposal: Proposal) -> str:
    return f"{reverse('projects:inbox', args=[proposal.project.listing.slug])}#p-{proposal.pk}"


def _inbox(request: SignedInRequest, project: Project, received: Any) -> dict[str, Any]:
    show = request.GET.get("show", "")
    rows = received.filter(status__in=SHOWN[show]) if show in SHOWN else received
    rows = rows.filter(filing__aside_at__isnull=show != "aside")
    page = page_of(rows, order=["-sent_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    scores = account.on_cards([proposal.freelancer for proposal in page], Side.FREELANCER)
    for proposal in page:
        proposal.score = scores.get(proposal.freelancer_id)
    counters, others = negotiation.open_ones(page.items), team_pages.others_in(page.items)
    for row in page.items:
        row.counter = counters.get(row.pk)
        row.others = others.get(row.pk, 0)
    return {
        "section": "jobs",
        "project": project,
        "may_bind": may_bind(project, request.user),
        "page": page,
        "show": show,
        "counts": comparison.counts(project),
        "closes_unless": attention.closes_by_itself_at(project),
    }
