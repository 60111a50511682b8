"""Who does the work of a contract: its one freelancer, or the members of its team, the one who leads first.

for party in members.parties(contract): …
members.party_to_sign(version, user)
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed
from marketplace.catalog.models import Topic
from marketplace.kit import clock
from payments.terms import Terms
from projects.models import (
    Contract,
    ContractMember,
    ContractVersion,
    Extra,
    Milestone,
    MilestoneShare,
    Proof,
    Proposal,
    Side,
)
from projects.plans import Plan

_KNOWN = "members_known"  # where a list of contracts keeps them


def of(contract: Contract) -> list[ContractMember]:
    """The members as they stand, the one who leads first; none where one freelancer works alone."""
    known: list[ContractMember] | None = getattr(contract, _KNOWN, None)
    return list(_rows(contract.members.all())) if known is None else known


def with_many(contracts: "QuerySet[Contract]") -> "QuerySet[Contract]":
    """The same contracts with their members, in one query for all of them."""
    return contracts.prefetch_related(Prefetch("members", _rows(ContractMember.objects.all()), to_attr=_KNOWN))


def ever_of(contract: Contract) -> list[ContractMember]:
    """The same with those who have left."""
    return list(contract.members.select_related("party__user").order_by("position"))


def parties(contract: Contract) -> list[Party]:
    """Everybody who works: the team, or the one freelancer."""
    return [member.party for member in of(contract)] or [contract.freelancer]


def on_side(contract: Contract, side: str) -> list[Party]:
    """Everybody who stands on this side."""
    return [contract.client] if side == Side.CLIENT else parties(contract)


def terms_of(contract: Contract, party: Party) -> Terms:
    """What was agreed about the fees of this one."""
    member = contract.members.filter(party=party).first()
    return Terms.from_json(member.fees if member else contract.fees)


def write(contract: Contract, proposal: Proposal, topics: Sequence[Topic]) -> list[ContractMember]:
    """The team of an accepted proposal becomes the contract's, each with fees of their own."""
    places = list(proposal.team.standing().select_related("party").order_by("position"))
    return [
        ContractMember.objects.create(
            contract=contract, party=place.party, position=number, task=place.task, permyriad=place.permyriad,
            fees=Terms.agree("milestone", payee=place.party, payer=contract.client, topics=topics).as_json(),
        )
        for number, place in enumerate(places)
    ]  # fmt: skip


def signers(contract: Contract) -> list[Party]:
    """Whose names a version needs: the client's and everybody's who works."""
    return [contract.client, *parties(contract)]


def unsigned(version: ContractVersion, contract: Contract) -> list[Party]:
    """Whose name is still missing."""
    signed = {signature.party_id for signature in version.signatures.all()}
    return [party for party in signers(contract) if party.pk not in signed]


def party_to_sign(contract: Contract, user: User, among: Sequence[Party]) -> Party | None:
    """For whom of these this person may sign: themselves before a company."""
    acted = set(
        Party.objects.acted_for_by(user).filter(pk__in=[party.pk for party in among]).values_list("pk", flat=True)
    )
    mine = [party for party in among if party.pk in acted]
    return next((party for party in mine if not party.is_company), next(iter(mine), None))


def member_of(contract: Contract, user: User) -> Party | None:
    """For whom of its team this person takes part; None for nobody."""
    return party_to_sign(contract, user, [member.party for member in of(contract)])


def side_of(contract: Contract, party: Party) -> Side:
    """On which side this party stands."""
    return Side.CLIENT if party.pk == contract.client_id else Side.FREELANCER


def permit(contract: Contract, by: User, *sides: str) -> Party:
    """For whom of those who sign this person acts, on one of these sides; on either if none is named.

    What binds one person alone: a signature, a no. For what a whole side does there is deals.permit. Raises NotAllowed.
    """
    among = [party for side in sides or Side for party in on_side(contract, side)]
    party = party_to_sign(contract, by, among)
    if party is None:
        raise NotAllowed(_("Only the two sides of a contract can do this."))
    return party


def besides(contract: Contract, side: Side) -> list[Side]:
    """Whom else something concerns that one of this side has done: the other side, and the others of a team."""
    is_of_team = side == Side.FREELANCER and contract.members.exists()
    return list(Side) if is_of_team else [side.other]


def share_out(contract: Contract, plan: Plan) -> None:
    """Let the members and the milestones that nobody has paid yet have these shares, and the first of them lead. The
    caller holds the locks."""
    said = {share.party: (place, share) for place, share in enumerate(plan.team)}
    if not said:
        return
    for member in contract.members.standing().locked():
        place, share = said.get(member.party_id, (member.position, None))
        member.permyriad, member.task = (share.permyriad, share.task) if share else (0, member.task)
        member.position, member.left_at = place, None if share else clock.now()
        member.save(update_fields=["permyriad", "task", "position", "left_at"])
    _hand_over(contract, plan.team[0].party)
    members = ever_of(contract)
    for milestone in contract.milestones.filter(status=Milestone.Status.AGREED).order_by("pk"):
        _share(milestone, members)


def _hand_over(contract: Contract, lead: UUID) -> None:
    """Who leads speaks for the side from here on: submits, answers, ends. What was earned stays whose it is."""
    if contract.freelancer_id != lead:
        _keep_whose_it_was(contract, contract.freelancer_id, lead)
        contract.freelancer = Party.objects.select_related("user").get(pk=lead)
        contract.save(update_fields=["freelancer"])


def _keep_whose_it_was(contract: Contract, before: UUID, lead: UUID) -> None:
    """What names no member is the lead's: it stays with who led until now."""
    Extra.objects.filter(contract=contract, member=None).update(member=before)
    Proof.objects.filter(contract=contract, member=None).update(member=before)
    Proof.objects.filter(contract=contract, member=lead).update(member=None)


def _share(milestone: Milestone, members: list[ContractMember]) -> None:
    rows = {row.party_id: row for row in milestone.shares.locked()}
    for member in members:
        row = rows.get(member.party_id) or MilestoneShare(milestone=milestone, party=member.party)
        row.position, row.permyriad = member.position, member.permyriad
        if member.permyriad or not row._state.adding:
            row.save()


def _rows(members: Any) -> Any:
    return members.standing().select_related("party__user").order_by("position")
