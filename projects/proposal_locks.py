"""What every act on a proposal begins with: the job's lock, then its own, and on which side somebody stands."""

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed
from projects.models import Project, Proposal, Side


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, held with its job against every other act on either."""
    project = Project.objects.locked().get(pk=proposal.project_id)
    proposal = Proposal.objects.select_related("freelancer__user").locked().get(pk=proposal.pk)
    proposal.project = project
    return proposal


def by_writer(proposal: Proposal, by: User) -> Proposal:
    """The same, for whoever acts for its writer. Raises NotAllowed."""
    proposal = locked(proposal)
    if not Party.objects.acted_for_by(by).filter(pk=proposal.freelancer_id).exists():
        raise NotAllowed(_("Only who wrote a proposal can change it."))
    return proposal


def by_client(proposal: Proposal, by: User) -> Proposal:
    """The same, for whoever acts for the client. Raises NotAllowed."""
    proposal = locked(proposal)
    if not Party.objects.acted_for_by(by).filter(pk=proposal.project.client.pk).exists():
        raise NotAllowed(_("Only the client can answer a proposal."))
    return proposal


def side_of(proposal: Proposal, by: User) -> Side:
    """On which side this person acts; in their own name before a company's. Raises NotAllowed where on neither."""
    side = seat_of(proposal, by)
    if side is None:
        raise NotAllowed(_("Only the two sides of a proposal can do this."))
    return side


def seat_of(proposal: Proposal, user: User) -> Side | None:
    """The same for a page: None for who only reads."""
    sides = {proposal.project.client.pk: Side.CLIENT, proposal.freelancer_id: Side.FREELANCER}
    own = getattr(user, "party", None)
    if own and own.pk in sides:
        return sides[own.pk]
    acted = Party.objects.acted_for_by(user).filter(pk__in=sides).values_list("pk", flat=True)
    found = {sides[pk] for pk in acted}
    return Side.CLIENT if Side.CLIENT in found else next(iter(found), None)
