"""Two have agreed: the proposal is accepted and its contract drawn up. The caller holds the job's and proposal's locks.

The client accepts a proposal (projects.proposals), or either side the other's counter-offer (projects.counter_offers);
what follows is the same.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from projects import attention, contracts, endings, teams
from projects.models import Project, Proposal, Side

Status = Proposal.Status


def may_hire(proposal: Proposal) -> None:
    """Raises Refused where the proposal was accepted, the job was filled meanwhile, or its team is not complete."""
    if proposal.status == Status.ACCEPTED:
        raise Refused(_("You have accepted this proposal already."))
    if proposal.project.status == Project.Status.IN_PROGRESS:
        raise Refused(_("You have accepted another proposal, so this job is filled."))
    teams.ready(proposal)


def hire(proposal: Proposal, *, side: Side, by: User) -> Proposal:
    """Draw up the contract, for both to sign. With the last of the job's places filled, the proposals left over close.

    side: on which the last word was said. Raises IllegalMove for a proposal that waits no more.
    """
    project = proposal.project
    proposal.move_to(Status.ACCEPTED, by=by, party=project.client if side == Side.CLIENT else proposal.freelancer)
    contracts.write(proposal, by=by)
    if project.proposals.accepted().count() >= project.hires:
        endings.fill(project, by=by)
    else:
        attention.stir(project)
    return proposal
