"""Who works on a board: everybody of the two sides of its contract, also the members of a company."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from accounts import rights
from accounts.models import Membership, User
from projects.models import Contract, ContractMember


def ids(contracts: Iterable[Contract]) -> dict[UUID, set[UUID]]:
    """The people of each of these contracts, by the contract's id. Three queries, however many they are."""
    sides = {contract.pk: {contract.client_id, contract.freelancer_id} for contract in contracts}
    team = ContractMember.objects.standing().filter(contract__in=sides)
    for contract, party in team.values_list("contract", "party"):
        sides[contract].add(party)
    parties = set().union(*sides.values()) if sides else set()
    behind: dict[UUID, set[UUID]] = {party: set() for party in parties}
    themselves = User.objects.filter(party__in=parties, is_active=True).values_list("party__pk", "pk")
    for party, user in [*themselves, *_members(parties)]:
        behind[party].add(user)
    return {pk: set().union(*(behind[party] for party in of_it)) for pk, of_it in sides.items()}


def of(contract: Contract) -> list[User]:
    """The same as people with their names, in the order of their names."""
    found = User.objects.filter(pk__in=ids([contract])[contract.pk], party__isnull=False)
    return list(found.select_related("party").order_by("party__name", "pk"))


def _members(parties: set[UUID]) -> Iterable[tuple[UUID, UUID]]:
    held = Membership.objects.filter(
        company__party__in=parties, company__dissolved_at__isnull=True, user__is_active=True,
        rank__in=rights.ranks_with(rights.Right.SEE),
    )  # fmt: skip
    return held.annotate(whose=F("company__party")).values_list("whose", "user_id")
