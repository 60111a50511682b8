"""A client asks freelancers to propose for a job, and these answer.

Imported as `from projects import job_invitations`; reads as `job_invitations.send(project, cleo.party, by=ada)`.
Locks: the job's row, then the invitation's (docs/locking.md). An invitation binds nobody; what keeps it from being
sent by the hundred is a limit for each job and each day.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ports
from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from projects import attention, invitation_news
from projects.models import JobInvitation, Project

DAY = timedelta(days=1)
MOST_WAITING = 30  # of one job
MOST_A_DAY = 40  # of one client, over all of their jobs
Status = JobInvitation.Status


@transaction.atomic
def send(project: Project, freelancer: Party, *, by: User, note: str = "") -> JobInvitation:
    """Ask a freelancer to propose; they are told. Twice asks once.

    Raises NotAllowed, and Refused for a job that takes no proposals, for somebody who has proposed, has declined or
    belongs to the client, and beyond the limits.
    """
    project = _locked(project, by)
    _may_be_invited(project, freelancer, by)
    found = project.invitations.filter(freelancer=freelancer).locked().first()
    if found and found.is_waiting:
        return found
    if found and found.status != Status.WITHDRAWN:
        raise Refused(_("%(name)s has answered an invitation to this job already.") % {"name": freelancer.name})
    _within_limits(project)
    invitation = _written(project, freelancer, found, by=by, note=note)
    attention.stir(project)
    invitation_news.sent(invitation, by=by)
    return invitation


@transaction.atomic
def withdraw(invitation: JobInvitation, *, by: User) -> JobInvitation:
    """Take it back before it is answered. Nobody is told; what only invited people see is closed to them again."""
    project = _locked(invitation.project, by)
    invitation = _fresh(invitation, project)
    invitation.move_to(Status.WITHDRAWN, by=by, party=project.client)
    return invitation


@transaction.atomic
def accept(invitation: JobInvitation, *, by: User) -> JobInvitation:
    """Say that a proposal will follow; the form is the next page. Twice changes nothing. Raises NotAllowed."""
    invitation = _locked_by_freelancer(invitation, by)
    if invitation.status != Status.ACCEPTED:
        _answer(invitation, Status.ACCEPTED, by=by)
    return invitation


@transaction.atomic
def decline(invitation: JobInvitation, *, by: User, word: str = "") -> JobInvitation:
    """Say no, with a word if one likes. The client is told. Raises NotAllowed, IllegalMove."""
    invitation = _locked_by_freelancer(invitation, by)
    invitation.answer = word
    _answer(invitation, Status.DECLINED, by=by)
    invitation_news.declined(invitation, by=by)
    return invitation


def answered_by_proposal(project: Project, freelancer: Party, *, by: User) -> None:
    """A proposal has come, which is the best answer. The caller holds the job's lock."""
    for invitation in project.invitations.filter(freelancer__in={freelancer, by.party}).locked():
        if invitation.may_move_to(Status.ACCEPTED):
            _answer(invitation, Status.ACCEPTED, by=by)


def waiting_for(project: Project, user: User) -> JobInvitation | None:
    """The invitation that this person may answer for themselves or their company, if there is one."""
    mine = Party.objects.acted_for_by(user)
    found: JobInvitation | None = project.invitations.waiting().filter(freelancer__in=mine).first()
    return found


def _written(project: Project, freelancer: Party, found: JobInvitation | None, *, by: User, note: str) -> JobInvitation:
    now = clock.now()
    if found is None:
        return JobInvitation.objects.create(project=project, freelancer=freelancer, by=by, note=note, sent_at=now)
    found.project, found.freelancer = project, freelancer
    found.by, found.note, found.sent_at = by, note, now
    return found.move_to(Status.SENT, by=by, party=project.client, saving=["by", "note", "sent_at"])


def _may_be_invited(project: Project, freelancer: Party, by: User) -> None:
    if not project.is_open or project.closes_at is None or project.closes_at <= clock.now():
        raise Refused(_("This job takes no proposals any more."))
    is_own = freelancer == project.client or Party.objects.seen_by(by).filter(pk=freelancer.pk).exists()
    if is_own or freelancer.user == by:
        raise Refused(_("You cannot invite yourself to your own job."))
    if freelancer.user is None and not freelancer.is_company:
        raise Refused(_("%(name)s does not use this site, so nobody would read it.") % {"name": freelancer.name})
    if not ports.may_meet.ask(project.client, freelancer) or not ports.may_meet.ask(by.party, freelancer):
        raise Refused(_("%(name)s takes no invitations from you.") % {"name": freelancer.name})
    if project.proposals.sent().exclude(status="withdrawn").filter(freelancer=freelancer).exists():
        raise Refused(_("%(name)s has sent a proposal for this job.") % {"name": freelancer.name})


def _within_limits(project: Project) -> None:
    if project.invitations.waiting().count() >= MOST_WAITING:
        raise Refused(
            _("%(n)d invitations to this job wait for an answer. Wait for some, or take some back.")
            % {"n": MOST_WAITING}
        )
    sent = JobInvitation.objects.filter(project__listing__owner=project.client, sent_at__gt=clock.now() - DAY)
    if sent.count() >= MOST_A_DAY:
        raise Refused(_("You have sent %(n)d invitations within a day. Try again tomorrow.") % {"n": MOST_A_DAY})


def _answer(invitation: JobInvitation, status: str, *, by: User) -> None:
    invitation.answered_at = clock.now()
    invitation.move_to(status, by=by, party=invitation.freelancer, saving=["answer", "answered_at"])


def _locked(project: Project, by: User) -> Project:
    project = Project.objects.locked().get(pk=project.pk)
    if not Party.objects.acted_for_by(by).filter(pk=project.client.pk).exists():
        raise NotAllowed(_("Only the client can do this."))
    return project


def _fresh(invitation: JobInvitation, project: Project) -> JobInvitation:
    invitation = JobInvitation.objects.select_related("freelancer__user").locked().get(pk=invitation.pk)
    invitation.project = project
    return invitation


def _locked_by_freelancer(invitation: JobInvitation, by: User) -> JobInvitation:
    project = Project.objects.locked().get(pk=invitation.project_id)
    invitation = _fresh(invitation, project)
    if not Party.objects.acted_for_by(by).filter(pk=invitation.freelancer_id).exists():
        raise NotAllowed(_("Only whom it was sent to can answer it."))
    return invitation
