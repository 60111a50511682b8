"""A contract and its money, as the tests of this floor begin: built by our own acts, from reachable states.

    contract = contract_story.signed(ada, cleo)
    milestone = contract_story.funded(contract)

`pay` writes what a settled payment writes, where a test is not about paying.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from marketplace.kit.money import Money
from payments import escrow
from payments.models import Hold
from payments.ports import Quote, payables
from projects import contracts, milestones, proposals
from projects import deals as deals_of_contracts
from projects.models import Contract, ContractVersion, Milestone, Submission
from projects.terms import Step
from tests.payments import deals
from tests.projects import story

STEPS = (Step("Master pages", Money(250, "EUR"), 7), Step("All pages set", Money(500, "EUR"), 14))


def offered(
    client: User, freelancer: User, *, price: int | str = 750, steps: Sequence[Step] = STEPS, **job: Any
) -> Contract:
    """A contract that both may sign: EUR 750 in two milestones."""
    proposal = story.proposed(story.posted(client, **job), freelancer, price, milestones=steps)
    return proposals.accept(proposal, revision=1, by=client).contract


def sign(version: ContractVersion, *people: User) -> None:
    """Each of these puts their name under it."""
    for person in people:
        contracts.sign(version, name=person.party.name, read=version.hash, by=person, address="192.0.2.7")


def signed(client: User, freelancer: User, **rest: Any) -> Contract:
    """A contract that is in force."""
    contract = offered(client, freelancer, **rest)
    sign(contract.versions.get(), client, freelancer)
    return fresh(contract)


def pay(client: User, kind: str, pk: Any) -> Hold:
    """Pay for one thing, as it stands when the gateway has taken the money."""
    return settle(kind, pk, payables.of(kind).quote(pk, by=client), by=client)


def settle(kind: str, pk: Any, quote: Quote, *, by: User) -> Hold:
    """The payment of what was quoted comes in."""
    assert quote.payee
    assert quote.terms
    hold = escrow.open(kind, pk, payer=quote.payer, payee=quote.payee, amount=quote.price, terms=quote.terms)
    with transaction.atomic():
        payment = deals.paid([hold], by=by)
        hold = Hold.objects.get(pk=hold.pk)
        payables.of(kind).settled(pk, hold=hold, payment=payment)
    return hold


def funded(contract: Contract, place: int = 0) -> Milestone:
    """Its milestone of this place, with its money in escrow."""
    milestone = contract.milestones.order_by("position")[place]
    pay(contract.client.user, "milestone", milestone.pk)
    return fresh(milestone)


def submitted(contract: Contract, place: int = 0) -> Milestone:
    """Its milestone of this place, handed in."""
    milestone = funded(contract, place)
    hand_in(milestone)
    return fresh(milestone)


def hand_in(milestone: Milestone, **said: Any) -> Submission:
    """The freelancer submits it."""
    return milestones.submit(
        milestone, **{"note": "All of it, as agreed.", "by": milestone.contract.freelancer.user, **said}
    )


def fresh(row: Any) -> Any:
    """The row as the database has it."""
    return type(row).objects.get(pk=row.pk)


def quiet_since(contract: Contract) -> Any:
    """From when its dormancy is counted."""
    return deals_of_contracts.quiet_since(fresh(contract))
