"""A team is written, and everybody in it answers for themselves."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts import ports as people
from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act
from projects import pay, proposal_locks, proposals, team_pages, teams
from projects.forms import typed
from projects.forms.proposal import ProposalForm
from projects.forms.team import AnswerForm, TeamForm
from projects.models import Project, Proposal, Side, TeamPlace
from projects.views import answers
from projects.views.problems import Problem
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
@signed_in
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save what stands in the form of a proposal, and go on to who should be in its team."""
    found = Project.objects.visible_to(request.user).posted().with_client()
    project = get_object_or_404(found, listing__slug=slug)
    form = ProposalForm.sent(project, request.POST, acting.of(request, request.user))
    form.is_valid()
    try:
        party = form.cleaned_data.get("party")
        draft = proposals.keep(project, typed.of(request.POST), form.offer(), party=party, by=request.user)
    except answers.REFUSALS as refusal:
        return answers.after(request, _raising(refusal), to=reverse("projects:propose", args=[slug]))
    return redirect("projects:team", draft.pk)


@require_http_methods(GET_OR_POST)
@signed_in
def team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who is in it, with which share; and for who may change it, the form."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).with_sides(), pk=pk)
    notices.mark_read(request.user, url=request.path)
    form = TeamForm(proposal, request.POST if request.method == "POST" else None)
    problems: list[Problem] = []
    if request.method == "POST":
        if form.is_valid():
            try:
                teams.write(proposal, form.seats(), by=request.user)
                return after_act(request, reverse("projects:team", args=[pk]), said=_said(form))
            except answers.REFUSALS as refusal:
                problems = [Problem("", str(refusal))]
        problems += [Problem(f"id_{name}", words) for name, lines in form.problems().items() for words in lines]
    return render(
        request, "projects/teams/team.html", _page(request, proposal, form, problems), status=422 if problems else 200
    )


@require_safe
@signed_in
def place(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What a place in a team is about, for the one to whom it is offered."""
    shown = _found(request, pk)
    notices.mark_read(request.user, url=request.path)
    return render(request, "projects/teams/place.html", _place_page(shown))


@require_POST
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say yes to one's place and share."""
    found = _found(request, pk)
    form = AnswerForm(request.POST)
    share = form.cleaned_data["permyriad"] if form.is_valid() else 0
    said = _("You are in the team. %(name)s has been told.") % {"name": found.proposal.freelancer.name}
    return answers.after(
        request, lambda: teams.accept(found, permyriad=share, by=request.user), to=found.get_absolute_url(), said=said
    )


@require_POST
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no, or step back."""
    found = _found(request, pk)
    said = _("You said no. %(name)s has been told.") % {"name": found.proposal.freelancer.name}
    return answers.after(request, lambda: teams.decline(found, by=request.user), to=found.get_absolute_url(), said=said)


def _found(request: SignedInRequest, pk: UUID) -> TeamPlace:
    rows = TeamPlace.objects.of_party_of(request.user).select_related("party__user")
    shown = get_object_or_404(rows, pk=pk)
    shown.proposal = Proposal.objects.with_sides().get(pk=shown.proposal_id)
    return shown


def _said(form: TeamForm) -> str:
    return _("Saved. Whoever has a new place or share has been told.") if form.seats() else _("There is no team now.")


def _page(request: SignedInRequest, proposal: Proposal, form: TeamForm, problems: list[Problem]) -> dict[str, Any]:
    side = proposal_locks.seat_of(proposal, request.user)
    rows = team_pages.of_proposal(proposal)
    return {
        "section": "jobs",
        "proposal": proposal,
        "project": proposal.project,
        "is_client": side == Side.CLIENT,
        "is_draft": proposal.status == Proposal.Status.DRAFT,
        "may_write": teams.may_write(proposal, request.user),
        "form": form,
        "problems": problems,
        "rows": rows,
        "waits": [row for row in rows if row.place and not row.place.is_accepted],
        "own": next((row.place for row in rows if row.place and _is_own(row.place, request)), None),
        "known": people.worked_with.ask(request.user.party)[:50],
    }


def _is_own(place: TeamPlace, request: SignedInRequest) -> bool:
    return place.party.user == request.user and place.party_id != place.proposal.freelancer_id


def _place_page(place: TeamPlace) -> dict[str, Any]:
    proposal = place.proposal
    rows = team_pages.of_proposal(proposal)
    own = next(row for row in rows if row.party.pk == place.party_id)
    return {
        "section": "jobs",
        "place": place,
        "proposal": proposal,
        "project": proposal.project,
        "rows": rows,
        "own": own,
        "got": pay.of(own.gross, proposal.project, payee=place.party) if own.gross else None,
        "may_answer": proposal.status == Proposal.Status.DRAFT or proposal.is_waiting,
        "is_lead": place.party_id == proposal.freelancer_id,
    }


def _raising(refusal: Exception) -> Any:
    def act() -> None:
        raise refusal

    return act
