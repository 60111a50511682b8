"""How a job stops taking proposals: filled, called off, or run out. The caller holds the lock of the job's row."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed
from marketplace.catalog import listings
from marketplace.catalog.happenings import Happening, happened
from marketplace.kit import timers
from projects import counter_endings, news
from projects.models import JobInvitation, Project, Proposal

EXPIRY = "job_expiry"
NEGLECT = "job_neglect"
NEGLECTED = "its client did not look after it"


def fill(project: Project, *, by: User | None) -> Project:
    """Everybody who was looked for is found, and the work begins. by: None for the clock."""
    party = project.client if by else None
    if project.status == Project.Status.PAUSED:
        project.move_to(Project.Status.OPEN, by=by, party=party)
    return close(project, Project.Status.IN_PROGRESS, by=by, party=party, why="filled")


def after_contract(project: Project, *, by: User | None) -> None:
    """The work on a filled job is over once the last of its contracts is: done if one was made, else called off."""
    accepted = project.proposals.filter(status=Proposal.Status.ACCEPTED)
    is_at_work = project.contracts.live().exists() or accepted.filter(contract__isnull=True).exists()
    if project.status != Project.Status.IN_PROGRESS or is_at_work:
        return
    was_made = project.contracts.counting().exists()
    over = Project.Status.COMPLETED if was_made else Project.Status.CANCELLED
    project.move_to(over, by=by, why="its contracts are over")
    listings.withdraw(project.listing, state=project.status)
    if was_made:
        happened.tell(Happening(project.listing, project.listing.title, project.listing.url))


@transaction.atomic
def call_off_by_staff(project: Project, *, by: User, why: str) -> Project:
    """Close a job that breaks the rules. Raises NotAllowed, IllegalMove for one that is closed already."""
    if not by.has_perm("projects.call_off_project"):
        raise NotAllowed(_("Only staff who look after jobs can do this."))
    project = Project.objects.locked().get(pk=project.pk)
    return close(project, Project.Status.CANCELLED, by=by, why=why)


def close(project: Project, status: str, *, by: User | None, why: str, party: Party | None = None) -> Project:
    """Move the job out of the open states. Its page stays, search forgets it, and the proposals left over are closed.

    party: for whom `by` acts; None for staff and for the clock.
    They are closed, not declined, for nobody has judged them (docs/decisions/021-closed-is-not-declined.md).
    """
    project.move_to(status, by=by, party=party, why=why)
    left_over = _close_proposals(project, by, party, why)
    listings.withdraw(project.listing, state=project.status)
    for kind in (EXPIRY, NEGLECT):
        timers.cancel(kind, project.pk)
    _close_invitations(project)
    for proposal in left_over:
        news.job_closed(proposal, by=by, is_neglected=why == NEGLECTED)
    if project.listing.published_at:
        news.watched_job_closed(project, by=by)
    return project


def _close_proposals(project: Project, by: User | None, party: Party | None, why: str) -> list[Proposal]:
    """Close what still waits; returns those whose writers must hear of it. Drafts close in silence."""
    drafts = list(project.proposals.filter(status=Proposal.Status.DRAFT).locked())
    waiting = list(project.proposals.waiting().select_related("freelancer__user").locked())
    for proposal in [*drafts, *waiting]:
        proposal.project = project
        proposal.move_to(Proposal.Status.EXPIRED, by=by, party=party, why=why)
    counter_endings.close_open(waiting, by=by, why=why)
    return waiting


def _close_invitations(project: Project) -> None:
    """Nobody can follow them any more. The job's page says why."""
    for invitation in project.invitations.waiting().locked():
        invitation.move_to(JobInvitation.Status.CLOSED, why="the job takes no proposals any more")
