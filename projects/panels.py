"""What this floor shows on pages of other floors: the open jobs of a client, and what waits for somebody at home."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, Role, User
from accounts.ports import Tab
from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel
from projects import clients, waiting
from projects.models import JobInvitation, Project, Proposal, TeamPlace
from projects.waiting import Waiting

SHOWN = 6


def jobs_of(request: HttpRequest, party: Party) -> Panel | None:
    """The party's jobs that take proposals, the newest first; nothing for those who have none."""
    jobs = Listing.objects.live().filter(owner=party, kind=Listing.Kind.PROJECT, is_open=True)
    shown = jobs.order_by("-published_at", "-id")[:SHOWN].found()
    if not shown:
        return None
    context: dict[str, Any] = {"tab": Tab("jobs", _("Open jobs"), len(shown)), "jobs": shown}
    return "projects/panels/_jobs_of.html", context


def record_of(request: HttpRequest, party: Party) -> Panel | None:
    """What the party has done here as a client: jobs posted, people hired; nothing for those who have posted none."""
    counts = clients.counts_of(party)
    return ("projects/panels/_record_of.html", counts) if counts["posted"] else None


def invite_button(request: HttpRequest, party: Party) -> Panel | None:
    """Invite this person or company to a job: for who hires, and not on one's own page."""
    user = request.user
    if not isinstance(user, User) or not (party.is_company or party.user_id) or party.user_id == user.pk:
        return None
    return ("projects/panels/_invite.html", {"party": party}) if _hires(user) else None


def invite_links(user: Any, pks: Sequence[UUID]) -> dict[UUID, SafeString]:
    """The same below cards of people: a link for each of these listings that this reader can invite. Two queries."""
    if not isinstance(user, User) or not pks or not _hires(user):
        return {}
    people = Listing.objects.filter(pk__in=pks, kind=Listing.Kind.PERSON, owner__user__isnull=False)
    rows = people.exclude(owner__user=user).values_list("pk", "owner__slug", "title")
    return {
        pk: format_html(
            '<a class="button button--small" href="{}">{}<span class="visually-hidden">: {}</span></a>',
            reverse("projects:invite", args=[slug]), _("Invite to a job"), name,
        )
        for pk, slug, name in rows
    }  # fmt: skip


def _hires(user: User) -> bool:
    """Whether they act as a client, or have a job open."""
    if user.acting_role == Role.Kind.CLIENT:
        return True
    ours = Party.objects.acted_for_by(user)
    return bool(Project.objects.filter(listing__owner__in=ours, status=Project.Status.OPEN).exists())


def waiting_for(request: HttpRequest, party: Party) -> Panel | None:
    """Contracts to act on, proposals to answer, drafts to finish; nothing where nothing waits."""
    mine = Project.objects.of(request.user).with_face().with_waiting()
    items = waiting.lines(request.user) if isinstance(request.user, User) else []
    open_ones = mine.filter(Q(waiting__gt=0) | Q(status=Project.Status.DRAFT)).order_by("-waiting", "-updated_at")
    items += [_to_finish(job) if job.is_draft else _to_answer(job) for job in open_ones[: 2 * SHOWN]]
    items += map(_to_consider, JobInvitation.objects.to(request.user).waiting().with_job()[:SHOWN])
    places = (
        TeamPlace.objects.of_party_of(request.user)
        .asked()
        .select_related("proposal__project__listing", "proposal__freelancer")
    )
    items += map(_to_join, places.defer("proposal__project__listing__search")[:SHOWN])
    written = Proposal.objects.by(request.user).with_sides()
    items += map(_to_send, written.filter(status=Proposal.Status.DRAFT).order_by("-updated_at")[:SHOWN])
    return ("projects/panels/_waiting.html", {"items": items[:SHOWN]}) if items else None


def _to_answer(project: Any) -> Waiting:
    note = ngettext("%(n)d proposal waits for your answer", "%(n)d proposals wait for your answer", project.waiting)
    address = reverse("projects:inbox", args=[project.listing.slug])
    return Waiting("mail", project.title, note % {"n": project.waiting}, address, _("Read"))


def _to_consider(invitation: JobInvitation) -> Waiting:
    project = invitation.project
    note = _("%(client)s invites you to propose") % {"client": project.client.name}
    return Waiting("mail", project.title, note, project.get_absolute_url(), _("Look at it"))


def _to_join(place: TeamPlace) -> Waiting:
    note = _("%(name)s wants you in the team") % {"name": place.proposal.freelancer.name}
    return Waiting("person", place.proposal.project.title, note, place.get_absolute_url(), _("Look at it"))


def _to_finish(project: Project) -> Waiting:
    address = reverse("projects:edit", args=[project.listing.slug])
    return Waiting("edit", project.title, _("A draft that only you see"), address, _("Go on"))


def _to_send(proposal: Proposal) -> Waiting:
    address = reverse("projects:propose", args=[proposal.project.listing.slug])
    return Waiting("edit", proposal.project.title, _("Your proposal is not sent yet"), address, _("Go on"))
