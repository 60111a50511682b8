"""What the two sides do with a proposal: write, send, change, withdraw; shortlist, decline, accept.

Imported as `from projects import proposals`; reads as `proposals.accept(proposal, by=ada, revision=1)`.
Locks: the job's row, then the proposal's, then the freelancer's party (docs/locking.md). A proposal costs nothing; what
keeps letters from being sent by the hundred is a daily limit, which plans raise (payments.plans).
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import ports, roles
from accounts.models import Party, Role, User
from accounts.refusals import NotAllowed, Refused
from accounts.rights import Right
from marketplace.catalog.models import ListingStats
from marketplace.kit import clock
from projects import (
    allowance,
    attention,
    counter_endings,
    hiring,
    job_invitations,
    news,
    proposal_locks,
    proposal_terms,
    teams,
)
from projects.models import Project, Proposal, Side
from projects.proposal_terms import Offer as Offer

Status = Proposal.Status


class TooMany(Refused):
    """The limit of proposals a day is reached."""


class Changed(Refused):
    """The proposal is not what stood on the page when the client decided."""


@transaction.atomic
def keep(
    project: Project, typed: Mapping[str, list[str]], offer: Offer, *, by: User, party: Party | None = None
) -> Proposal:
    """Save what stands in the form, valid or not, where only its writer's side sees it.

    party: for whom it is written, the writer if not given; who belongs to a company may write drafts for it.
    Raises NotAllowed, Refused for a job that takes no proposals, or to which one was sent already.
    """
    project = _open_for(project, by)
    proposal = _draft(project, by, _permitted(party, by, Right.WRITE))
    proposal_terms.write(proposal, offer)
    proposal.typed = dict(typed)
    proposal.save()
    return proposal


@transaction.atomic
def send(project: Project, offer: Offer, *, by: User, party: Party | None = None) -> Proposal:
    """Send a proposal to the client, who is told. One a job.

    party: for whom it is sent, the writer if not given. Raises NotAllowed for a party that is not theirs to act for,
    Refused for a job that takes none, one's own job, a second proposal or a team that is not complete, TooMany beyond
    the day's limit.
    """
    project = _open_for(project, by)
    freelancer = _permitted(party, by, Right.BIND)
    proposal = _draft(project, by, freelancer)
    _within_limit(freelancer, by)
    proposal_terms.write(proposal, offer)
    teams.ready(proposal)
    proposal.sent_at, proposal.sent_by, proposal.typed = clock.now(), by, {}
    proposal.save()
    proposal.move_to(Status.SENT, by=by, party=freelancer)
    roles.take(Role.Kind.FREELANCER, by=by)
    _count(project, +1)
    job_invitations.answered_by_proposal(project, freelancer, by=by)
    attention.begin(project)
    news.proposal_received(proposal, by=by)
    return proposal


@transaction.atomic
def change(proposal: Proposal, offer: Offer, *, by: User) -> Proposal:
    """Change a proposal that waits for its answer. The client is told, and can't accept the earlier one any more.

    Raises NotAllowed, and Refused once it is answered or the job takes no more.
    """
    proposal = proposal_locks.by_writer(proposal, by)
    if not proposal.is_waiting:
        raise Refused(_("This proposal has been answered, so it can no longer be changed."))
    if proposal.counter_offers.open().exists():
        raise Refused(_("A counter-offer is open. Answer it, or take yours back, before you change the proposal."))
    proposal_terms.write(proposal, offer)
    proposal.revision += 1
    proposal.save()
    news.proposal_changed(proposal, by=by)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """Take it back. The client is told; another may be written. Raises NotAllowed, IllegalMove once it is answered."""
    proposal = proposal_locks.by_writer(proposal, by)
    proposal.move_to(Status.WITHDRAWN, by=by, party=proposal.freelancer)
    counter_endings.close_open([proposal], by=by, why="the proposal was withdrawn")
    _count(proposal.project, -1)
    attention.none_left(proposal.project)
    news.proposal_withdrawn(proposal, by=by)
    return proposal


@transaction.atomic
def shortlist(proposal: Proposal, *, by: User) -> Proposal:
    """Put it among the few to choose from; its writer is told once. Twice changes nothing."""
    proposal = proposal_locks.by_client(proposal, by)
    if not proposal.is_shortlisted:
        proposal.move_to(Status.SHORTLISTED, by=by, party=proposal.project.client)
        attention.stir(proposal.project)
        news.proposal_shortlisted(proposal, by=by)
    return proposal


@transaction.atomic
def unlist(proposal: Proposal, *, by: User) -> Proposal:
    """Take it off the shortlist; it stays among the received ones. Nobody is told."""
    proposal = proposal_locks.by_client(proposal, by)
    if proposal.is_shortlisted:
        proposal.move_to(Status.SENT, by=by, party=proposal.project.client)
        attention.stir(proposal.project)
    return proposal


@transaction.atomic
def decline(proposal: Proposal, *, reason: str, note: str = "", by: User) -> Proposal:
    """Say no, with a reason (Proposal.Reason) that its writer reads. Raises NotAllowed, IllegalMove."""
    proposal = proposal_locks.by_client(proposal, by)
    proposal.reason, proposal.reason_note = Proposal.Reason(reason), note
    proposal.save(update_fields=["reason", "reason_note"])
    proposal.move_to(Status.DECLINED, by=by, party=proposal.project.client, why=reason)
    counter_endings.close_open([proposal], by=by, why="the proposal was declined")
    attention.stir(proposal.project)
    news.proposal_declined(proposal, by=by)
    return proposal


@transaction.atomic
def accept(proposal: Proposal, *, revision: int, by: User) -> Proposal:
    """Choose it. Its contract is drawn up, for both to sign. With the last of the job's places filled, the proposals
    left over are closed.

    revision: the one the client read; nobody accepts a price that changed a moment before.
    Both sides are told. Nothing is paid here: milestones are paid into escrow once both have signed.
    Raises NotAllowed, Changed, and Refused for one that can no longer be accepted. Twice accepts once.
    """
    proposal = proposal_locks.by_client(proposal, by)
    _can_be_accepted(proposal, revision)
    hiring.hire(proposal, side=Side.CLIENT, by=by)
    news.proposal_accepted(proposal, by=by)
    return proposal


def _open_for(project: Project, by: User) -> Project:
    project = Project.objects.locked().get(pk=project.pk)
    if Party.objects.seen_by(by).filter(pk=project.client.pk).exists():
        raise Refused(_("This is your own job."))
    if not project.is_open or project.closes_at is None or project.closes_at <= clock.now():
        raise Refused(_("This job takes no proposals any more."))
    if not ports.may_meet.ask(by.party, project.client):
        raise Refused(_("This client takes no proposals from you."))
    if project.is_invited_only and not project.invitations.to(by).exists():
        raise Refused(_("Only whom the client invites can propose for this job."))
    return project


def _permitted(party: Party | None, by: User, right: Right) -> Party:
    """The party, if this person may do that for it; themselves if none is given. Raises NotAllowed."""
    party = party or by.party
    if not Party.objects.where_may(by, right).filter(pk=party.pk).exists():
        raise NotAllowed(_("You cannot do this for %(company)s.") % {"company": party.name})
    return party


def _draft(project: Project, by: User, freelancer: Party) -> Proposal:
    """The one proposal of this side for the job, as a draft. What was begun for oneself may be sent for a company."""
    written = project.proposals.exclude(status=Status.WITHDRAWN).filter(freelancer__in={freelancer, by.party})
    found = {one.freelancer_id: one for one in written.locked()}
    proposal = found.get(freelancer.pk) or found.get(by.party.pk)
    if proposal is None:
        return Proposal.objects.create(project=project, freelancer=freelancer, currency=project.currency)
    if proposal.status != Status.DRAFT:
        raise Refused(_("You have sent a proposal for this job already."))
    proposal.project, proposal.freelancer = project, freelancer
    return proposal


def _within_limit(freelancer: Party, by: User) -> None:
    list(Party.objects.filter(pk__in={freelancer.pk, by.party.pk}).select_for_update(of=("self",)).order_by("pk"))
    allowed = allowance.of(freelancer, by)
    if allowed.left:
        return
    if allowed.is_new:
        words = _("You have sent %(n)d proposals within a day, the limit of your first week here. Try again tomorrow.")
    else:
        words = _("You have sent %(n)d proposals within a day, and that is the limit of your plan. Try again tomorrow.")
    raise TooMany(words % {"n": allowed.most})


def _can_be_accepted(proposal: Proposal, revision: int) -> None:
    hiring.may_hire(proposal)
    if proposal.revision != revision:
        raise Changed(_("This proposal has changed since you opened it. Read it again, then decide."))
    counter = proposal.counter_offers.open().first()
    if counter and counter.side == Side.CLIENT:
        raise Changed(_("Your counter-offer waits for its answer. Take it back to accept the proposal as it was sent."))
    if counter:
        raise Changed(_("There is a counter-offer by now. Look at the proposal again."))


def _count(project: Project, change: int) -> None:
    ListingStats.objects.filter(listing_id=project.pk).update(proposals=F("proposals") + change)
