"""A job as everybody sees it, and the list of one's own."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.http import SignedInRequest, SiteRequest, signed_in
from accounts.models import Party, User
from marketplace.kit.money import Money
from marketplace.kit.pagination import page_of
from portfolios import labels
from projects import attention, bids, clients, faces, history, job_invitations, linked, neighbours, pay, words
from projects.models import Project, Proposal

PER_PAGE = 30


@require_safe
def project(request: SiteRequest, slug: str) -> HttpResponse:
    """The brief, its terms, its client, and one thing to do."""
    found = Project.objects.visible_to(request.user).with_client()
    shown = get_object_or_404(found, listing__slug=slug)
    return render(request, "projects/projects/project.html", page(shown, request))


def page(shown: Project, request: SiteRequest) -> dict[str, Any]:
    """Everything that the page of a job prints. The preview prints the same."""
    topics = faces.topics_of(shown.listing)
    middle = shown.budget_middle
    return {
        "section": "jobs",
        "project": shown,
        "listing": shown.listing,
        "facts": words.facts_of(shown),
        "look": words.look_of(shown),
        "budget": words.budget(shown),
        "elsewhere": words.answers_elsewhere(shown),
        "bar_note": words.bar_note(shown),
        **_steps(shown),
        "skills": faces.asked_of(topics),
        "files": list(shown.files.all()),
        "client": clients.facts_of(shown),
        "closes_unless": attention.closes_by_itself_at(shown),
        "similar": neighbours.similar_to(shown.listing),
        "got": pay.of(middle, shown, payee=_payee(request)) if middle else None,
        "title": labels.page_title(shown.listing),
        "description": labels.description(shown.listing, shown.brief),
        "origin": labels.origin(shown.listing, shown.sample_note),
        "crumbs": linked.crumbs(shown),
        "linked": linked.job(shown),
        **_viewer(shown, request),
    }


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The jobs for which this person acts as client, the latest first."""
    jobs = Project.objects.of(request.user).with_face().with_waiting()
    shown = page_of(jobs, order=["-updated_at", "-listing_id"], after=request.GET.get("after"), size=PER_PAGE)
    return render(request, "projects/projects/mine.html", {"section": "jobs", "page": shown})


def _steps(shown: Project) -> dict[str, Any]:
    steps = list(shown.milestones.all())
    total = sum((step.amount for step in steps), Money(0, shown.currency))
    return {"milestones": steps, "total": total, "has_days": any(step.due_on for step in steps)}


def _viewer(shown: Project, request: SiteRequest) -> dict[str, Any]:
    """What the page says to the one who looks at it: client, somebody who has proposed, or anybody."""
    if not request.user.is_authenticated:
        return {"is_mine": False, "proposal": None}
    is_mine = Party.objects.seen_by(request.user).filter(pk=shown.client.pk).exists()
    if not is_mine:
        asked = bids.of(shown, acting.of(request, request.user).party) if shown.is_open else None
        invitation = job_invitations.waiting_for(shown, request.user)
        written = _written_by(shown, request)
        return {"is_mine": False, "proposal": written, "bids": asked, "invitation": invitation}
    return {
        "is_mine": True,
        "may_bind": may_bind(shown, request.user),
        "history": history.of(shown),
        "contracts": list(shown.contracts.select_related("freelancer")),
        "proposal": None,
    }


def _payee(request: SiteRequest) -> Party | None:
    return acting.of(request, request.user).party if request.user.is_authenticated else None


def may_bind(shown: Project, user: User) -> bool:
    """Whether this person may act for the job's client, and not only see and write."""
    return Party.objects.acted_for_by(user).filter(pk=shown.client.pk).exists()


def _written_by(shown: Project, request: SiteRequest) -> Proposal | None:
    return shown.proposals.by(request.user).exclude(status=Proposal.Status.WITHDRAWN).first()
