"""A client invites freelancers to propose for a job; these accept, which leads to the form, or decline."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.pagination import page_of
from projects import candidates, comparison, job_invitations
from projects.forms.invitation import InviteForm, NoteForm, WordForm, party_of
from projects.models import JobInvitation, Project
from projects.views import answers
from projects.views.projects import may_bind

GET_OR_POST = ["GET", "HEAD", "POST"]
PER_PAGE = 30


@require_http_methods(GET_OR_POST)
@signed_in
def invitations(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who was invited to a job, who could be, and the act of inviting one of them."""
    project = get_object_or_404(Project.objects.of(request.user).posted().with_face(), listing__slug=slug)
    if request.method != "POST":
        return render(request, "projects/invitations/invitations.html", _page(request, project))
    form = NoteForm(request.POST)
    party = party_of(form.cleaned_data["party"]) if form.is_valid() else None
    back = reverse("projects:invitations", args=[slug])
    if party is None:
        messages.error(request, _("That was not sent: the word has at most 500 letters, and the person must exist."))
        return redirect(back)
    note, said = form.cleaned_data["note"], _("%(name)s is invited and has been told.") % {"name": party.name}
    return answers.after(
        request, lambda: job_invitations.send(project, party, note=note, by=request.user), to=back, said=said
    )


@require_http_methods(GET_OR_POST)
@signed_in
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Invite the person or company whose page one has read: for which of one's open jobs?"""
    party = _reachable(request, slug)
    jobs = _open_jobs(request).order_by("-created_at")
    form = InviteForm(request.POST or None, jobs=jobs)
    if request.method == "POST" and form.is_valid():
        job, note = form.cleaned_data["job"], form.cleaned_data["note"]
        try:
            job_invitations.send(job, party, note=note, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)s is invited and has been told.") % {"name": party.name}
            return after_act(request, reverse("projects:invitations", args=[job.listing.slug]), said=said)
    context: dict[str, Any] = {"section": "jobs", "party": party, "has_jobs": jobs.exists()}
    return render_form(request, "projects/invitations/invite.html", form, **context)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client takes an invitation back."""
    mine = JobInvitation.objects.filter(project__in=Project.objects.of(request.user))
    found = get_object_or_404(mine.with_job(), pk=pk)
    back = reverse("projects:invitations", args=[found.project.listing.slug])
    return answers.after(
        request, lambda: job_invitations.withdraw(found, by=request.user), to=back, said=_("Taken back.")
    )


@require_POST
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go on to the form of the proposal, and let the client see that one is being written."""
    found = _sent_to(request, pk)
    form = reverse("projects:propose", args=[found.project.listing.slug])
    said = _("%(client)s sees that you are writing.") % {"client": found.project.client.name}
    return answers.after(request, lambda: job_invitations.accept(found, by=request.user), to=form, said=said)


@require_http_methods(GET_OR_POST)
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no to an invitation, with a word if one likes."""
    found = _sent_to(request, pk)
    form = WordForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_form(request, "projects/invitations/decline.html", form, section="jobs", invitation=found)
    word = form.cleaned_data["word"]
    said = _("Declined. %(client)s has been told.") % {"client": found.project.client.name}
    return answers.after(
        request, lambda: job_invitations.decline(found, word=word, by=request.user),
        to="projects:my_invitations", said=said,
    )  # fmt: skip


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The invitations that this person and their companies have had, the latest first."""
    rows = JobInvitation.objects.to(request.user).with_job()
    page = page_of(rows, order=["-sent_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    return render(request, "projects/invitations/mine.html", {"section": "jobs", "page": page})


def _page(request: SignedInRequest, project: Project) -> dict[str, Any]:
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:60]
    asked = project.invitations.select_related("freelancer__profile__listing").defer(
        "freelancer__profile__listing__search"
    )
    return {
        "section": "jobs",
        "project": project,
        "may_bind": may_bind(project, request.user),
        "page": page_of(asked, order=["-sent_at", "-id"], after=request.GET.get("after"), size=PER_PAGE),
        "words": words,
        "candidates": candidates.of(project, request.user, words) if project.is_open else [],
        "counts": comparison.counts(project),
    }


def _reachable(request: SignedInRequest, slug: str) -> Party:
    """Somebody whose page others may open; else 404, so that no address tells who exists."""
    party = party_of(slug)
    page = getattr(party, "company", None) or getattr(party, "profile", None) if party else None
    if party is None or page is None or not page.listing.is_live:
        raise Http404
    return party


def _open_jobs(request: SignedInRequest) -> Any:
    ours = Party.objects.acted_for_by(request.user)
    return Project.objects.filter(listing__owner__in=ours, status=Project.Status.OPEN).select_related("listing")


def _sent_to(request: SignedInRequest, pk: UUID) -> JobInvitation:
    return get_object_or_404(JobInvitation.objects.to(request.user).with_job(), pk=pk)
