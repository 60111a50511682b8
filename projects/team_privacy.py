"""What teams keep about people: their places before a contract, their shares in one."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Basis, Done, Fate, Handler
from projects.models import ContractMember, Proposal, TeamPlace


class OfTeamPlaces(Handler[TeamPlace]):
    model = TeamPlace
    title = _("Places in teams")
    note = _("In which teams you were asked to propose, for which share, and what you answered.")
    seen_by = "the team, and the client once the proposal is sent"

    def of(self, user: User) -> "QuerySet[TeamPlace]":
        mine = port.parties_of(user)
        return TeamPlace.objects.filter(Q(party__in=mine) | Q(proposal__freelancer__in=mine))

    def erase(self, user: User) -> Done:
        """Those of proposals that were not accepted; what became a contract is kept there."""
        gone = TeamPlace.objects.filter(party__in=port.parties_of(user))
        return Done(deleted=gone.exclude(proposal__status=Proposal.Status.ACCEPTED).delete()[0])


class OfContractMembers(Handler[ContractMember]):
    model = ContractMember
    title = _("Shares in contracts")
    note = _("In which contracts you worked in a team, for which share and fee.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("Both sides must be able to prove what they agreed, and books are kept of it by law.")

    def of(self, user: User) -> "QuerySet[ContractMember]":
        return ContractMember.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfTeamPlaces(), OfContractMembers())
    port.leave_out(
        "projects.MilestoneShare",
        because="A member's part of one milestone; the member's row in the contract says whose.",
    )
