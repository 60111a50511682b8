"""What the two sides do with a proposal: write, send, change, withdraw; shortlist, decline, accept.

Imported as `from projects import proposals`; reads as `proposals.accept(proposal, by=ada, revision=1)`.
Locks: the job's row, then the proposal's, then the freelancer's party (docs/locking.md). A proposal costs nothing; what
keeps letters from being sent by the hundred is a daily limit, which plans raise (payments.plans).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts import ports, roles
from accounts.models import Party, Role, User
from accounts.refusals import NotAllowed, Refused
from accounts.rights import Right
from marketplace.catalog.models import ListingStats
from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from payments import plans
from projects import contracts, endings, news
from projects.models import Project, Proposal, ProposedMilestone
from projects.terms import Step

DAY = timedelta(days=1)
Status = Proposal.Status


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a freelancer says, or as much of a draft as is there. price: the whole, or of one hour for hourly work."""

    letter: str = ""
    price: Money | None = None
    days: int | None = None
    answers: Sequence[Mapping[str, str]] = ()
    milestones: Sequence[Step] = ()


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
    _write(proposal, offer)
    proposal.typed = dict(typed)
    proposal.save()
    return proposal


@transaction.atomic
def send(project: Project, offer: Offer, *, by: User, party: Party | None = None) -> Proposal:
    """Send a proposal to the client, who is told. One a job.

    party: for whom it is sent, the writer if not given. Raises NotAllowed for a party that is not theirs to act for,
    Refused for a job that takes none, one's own job or a second proposal, TooMany beyond the day's limit.
    """
    project = _open_for(project, by)
    freelancer = _permitted(party, by, Right.BIND)
    proposal = _draft(project, by, freelancer)
    _within_limit(freelancer, by)
    _write(proposal, offer)
    proposal.sent_at, proposal.sent_by, proposal.typed = clock.now(), by, {}
    proposal.save()
    proposal.move_to(Status.SENT, by=by, party=freelancer)
    roles.take(Role.Kind.FREELANCER, by=by)
    _count(project, +1)
    news.proposal_received(proposal, by=by)
    return proposal


@transaction.atomic
def change(proposal: Proposal, offer: Offer, *, by: User) -> Proposal:
    """Change a proposal that waits for its answer. The client is told, and can't accept the earlier one any more.

    Raises NotAllowed, and Refused once it is answered or the job takes no more.
    """
    proposal = _locked_by_writer(proposal, by)
    if not proposal.is_waiting:
        raise Refused(_("This proposal has been answered, so it can no longer be changed."))
    _write(proposal, offer)
    proposal.revision += 1
    proposal.save()
    news.proposal_changed(proposal, by=by)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """Take it back. The client is told; another may be written. Raises NotAllowed, IllegalMove once it is answered."""
    proposal = _locked_by_writer(proposal, by)
    proposal.move_to(Status.WITHDRAWN, by=by, party=proposal.freelancer)
    _count(proposal.project, -1)
    news.proposal_withdrawn(proposal, by=by)
    return proposal


@transaction.atomic
def shortlist(proposal: Proposal, *, by: User) -> Proposal:
    """Put it among the few to choose from; its writer is told once. Twice changes nothing."""
    proposal = _locked_by_client(proposal, by)
    if not proposal.is_shortlisted:
        proposal.move_to(Status.SHORTLISTED, by=by, party=proposal.project.client)
        news.proposal_shortlisted(proposal, by=by)
    return proposal


@transaction.atomic
def unlist(proposal: Proposal, *, by: User) -> Proposal:
    """Take it off the shortlist; it stays among the received ones. Nobody is told."""
    proposal = _locked_by_client(proposal, by)
    if proposal.is_shortlisted:
        proposal.move_to(Status.SENT, by=by, party=proposal.project.client)
    return proposal


@transaction.atomic
def decline(proposal: Proposal, *, reason: str, note: str = "", by: User) -> Proposal:
    """Say no, with a reason (Proposal.Reason) that its writer reads. Raises NotAllowed, IllegalMove."""
    proposal = _locked_by_client(proposal, by)
    proposal.reason, proposal.reason_note = Proposal.Reason(reason), note
    proposal.save(update_fields=["reason", "reason_note"])
    proposal.move_to(Status.DECLINED, by=by, party=proposal.project.client, why=reason)
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
    proposal = _locked_by_client(proposal, by)
    _can_be_accepted(proposal, revision)
    proposal.move_to(Status.ACCEPTED, by=by, party=proposal.project.client)
    contracts.draw_up(proposal, by=by)
    news.proposal_accepted(proposal, by=by)
    if _is_filled(proposal.project):
        endings.fill(proposal.project, by=by)
    return proposal


def _open_for(project: Project, by: User) -> Project:
    project = Project.objects.locked().get(pk=project.pk)
    if Party.objects.seen_by(by).filter(pk=project.client.pk).exists():
        raise Refused(_("This is your own job."))
    if not project.is_open or project.closes_at is None or project.closes_at <= clock.now():
        raise Refused(_("This job takes no proposals any more."))
    if not ports.may_meet.ask(by.party, project.client):
        raise Refused(_("This client takes no proposals from you."))
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
    theirs = Proposal.objects.filter(Q(freelancer=freelancer) | Q(sent_by=by))  # a company is no second limit
    most = max(plans.effects(party).proposals_a_day for party in {freelancer, by.party})
    if theirs.filter(sent_at__gt=clock.now() - DAY).count() >= most:
        raise TooMany(
            _("You have sent %(n)d proposals within a day, and that is the limit of your plan. Try again tomorrow.")
            % {"n": most}
        )


def _locked(proposal: Proposal) -> Proposal:
    project = Project.objects.locked().get(pk=proposal.project_id)
    proposal = Proposal.objects.select_related("freelancer__user").locked().get(pk=proposal.pk)
    proposal.project = project
    return proposal


def _locked_by_writer(proposal: Proposal, by: User) -> Proposal:
    proposal = _locked(proposal)
    if not Party.objects.acted_for_by(by).filter(pk=proposal.freelancer_id).exists():
        raise NotAllowed(_("Only who wrote a proposal can change it."))
    return proposal


def _locked_by_client(proposal: Proposal, by: User) -> Proposal:
    proposal = _locked(proposal)
    if not Party.objects.acted_for_by(by).filter(pk=proposal.project.client.pk).exists():
        raise NotAllowed(_("Only the client can answer a proposal."))
    return proposal


def _can_be_accepted(proposal: Proposal, revision: int) -> None:
    if proposal.status == Status.ACCEPTED:
        raise Refused(_("You have accepted this proposal already."))
    if proposal.project.status == Project.Status.IN_PROGRESS:
        raise Refused(_("You have accepted another proposal, so this job is filled."))
    if proposal.revision != revision:
        raise Changed(_("This proposal has changed since you opened it. Read it again, then decide."))


def _is_filled(project: Project) -> bool:
    return project.proposals.accepted().count() >= project.hires


def _count(project: Project, change: int) -> None:
    ListingStats.objects.filter(listing_id=project.pk).update(proposals=F("proposals") + change)


def _write(proposal: Proposal, offer: Offer) -> None:
    proposal.letter, proposal.days, proposal.answers = offer.letter, offer.days, [dict(one) for one in offer.answers]
    proposal.price_minor = None
    proposal.currency = proposal.project.currency
    if offer.price is not None:
        proposal.price = offer.price
    proposal.updated_at = clock.now()
    proposal.milestones.all().delete()
    ProposedMilestone.objects.bulk_create(_rows(proposal, offer.milestones))


def _rows(proposal: Proposal, steps: Sequence[Step]) -> list[ProposedMilestone]:
    return [
        ProposedMilestone(
            proposal=proposal,
            position=position,
            name=step.name,
            days=step.due if isinstance(step.due, int) else None,
            currency=proposal.currency,
            amount_minor=to_minor(step.amount),
        )
        for position, step in enumerate(steps)
    ]
