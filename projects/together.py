"""Who has worked together: the two sides of an accepted proposal whose contract stands, and who acts for them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, Role, User
from accounts.ports import Step
from projects.models import Contract, ContractMember, Project, Proposal
from projects.models.proposal import ProposalQuerySet
from projects.models.team import contracts_of


def have_worked(one: Party, other: Party) -> bool:
    """Whether a proposal between these two was accepted, either way round, for themselves or for their companies."""
    ours, theirs = _acts_for(one), _acts_for(other)
    hired = Q(freelancer__in=theirs, project__listing__owner__in=ours)
    worked = Q(freelancer__in=ours, project__listing__owner__in=theirs)
    return one.pk != other.pk and (_accepted().filter(hired | worked).exists() or _in_one_team(ours, theirs))


def worked_with(party: Party) -> list[Party]:
    """The people with whom this person has worked: the other side itself, or who acts for it."""
    ours = _acts_for(party)
    clients = _accepted().filter(freelancer__in=ours).values_list("project__listing__owner")
    workers = _accepted().filter(project__listing__owner__in=ours).values_list("freelancer")
    sides = Q(pk__in=clients) | Q(pk__in=workers) | Q(pk__in=_beside(ours))
    companies = Party.objects.filter(sides, kind=Party.Kind.COMPANY)
    behind = Q(user__memberships__company__party__in=companies, user__memberships__rank__in=["owner", "manager"])
    people = Party.objects.filter(sides | behind, kind=Party.Kind.PERSON, user__isnull=False)
    return list(people.exclude(pk=party.pk).distinct())


def first_steps(user: User) -> Iterable[Step]:
    """A first job for who hires, a first proposal for who works: of the part that is in front."""
    if user.acting_role == Role.Kind.CLIENT:
        yield Step(_("Post your first job"), reverse("projects:post"), Project.objects.of(user).exists())
    if user.acting_role == Role.Kind.FREELANCER:
        jobs = f"{reverse('discovery:discover')}?kind=project"
        yield Step(_("Send your first proposal"), jobs, Proposal.objects.by(user).sent().exists())


def _acts_for(party: Party) -> list[Party]:
    """The party itself, and the companies for which its person acts."""
    return [party, *(Party.objects.acted_for_by(party.user) if party.user else [])]


def _contracts(parties: list[Party]) -> "QuerySet[Contract]":
    """Those that were made, in which one of these has a part."""
    made: QuerySet[Contract] = Contract.objects.filter(contracts_of(parties), signed_at__isnull=False)
    return made


def _beside(parties: list[Party]) -> "QuerySet[Any, Any]":
    """Who has or had a part in a contract of these: of a team, and who hired it."""
    return ContractMember.objects.filter(contract__in=_contracts(parties)).values("party")


def _in_one_team(ours: list[Party], theirs: list[Party]) -> bool:
    shared = _contracts(ours).filter(pk__in=_contracts(theirs).values("pk"))
    return shared.filter(pk__in=ContractMember.objects.values("contract")).exists()


def _accepted() -> ProposalQuerySet:
    accepted: ProposalQuerySet = Proposal.objects.accepted()
    return accepted
