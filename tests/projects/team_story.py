"""A team and its contract, as the tests of teams begin: built by our own acts, from reachable states.

    contract = team_story.signed(ada, [cleo, dev, eve])
    milestone = team_story.funded(contract)

Three work: 50 %, 30 % and 20 %, on EUR 750 in two milestones.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from marketplace.kit.money import Money
from payments import chart, escrow, ledger
from payments.models import Hold
from payments.ports import payables, quotes
from projects import proposals, team_payables, teams
from projects.models import Contract, Milestone, Proposal
from projects.teams import Seat
from tests.payments import deals
from tests.projects import contract_story, story

SHARES = (5000, 3000, 2000)
fresh = contract_story.fresh


def drafted(client: User, people: Sequence[User], shares: Sequence[int] = SHARES, **job: Any) -> Proposal:
    """A draft whose team was asked; only the one who leads has said yes."""
    project = story.posted(client, **job)
    draft = proposals.keep(project, {}, story.offer(), by=people[0])
    teams.write(draft, seats(people, shares), by=people[0])
    return draft


def seats(people: Sequence[User], shares: Sequence[int] = SHARES) -> list[Seat]:
    """Everybody with their share; the first one leads."""
    return [Seat(person.party, share) for person, share in zip(people, shares, strict=True)]


def accepted_by(proposal: Proposal, *people: User) -> None:
    """Each of these says yes to their place."""
    for person in people:
        place = proposal.team.get(party=person.party)
        teams.accept(place, permyriad=place.permyriad, by=person)


def sent(
    client: User, people: Sequence[User], shares: Sequence[int] = SHARES, *, steps: Any = contract_story.STEPS,
    price: int | str = 750, **job: Any,
) -> Proposal:  # fmt: skip
    """A proposal of a team that everybody has said yes to, before its client."""
    draft = drafted(client, people, shares, **job)
    accepted_by(draft, *people[1:])
    offer = story.offer(price, draft.project.currency, milestones=steps)
    return proposals.send(draft.project, offer, by=people[0])


def offered(client: User, people: Sequence[User], shares: Sequence[int] = SHARES, **rest: Any) -> Contract:
    """Its contract, which everybody may sign."""
    proposal = sent(client, people, shares, **rest)
    return proposals.accept(proposal, revision=proposal.revision, by=client).contract


def signed(client: User, people: Sequence[User], shares: Sequence[int] = SHARES, **rest: Any) -> Contract:
    """The same in force."""
    contract = offered(client, people, shares, **rest)
    contract_story.sign(contract.versions.get(), client, *people)
    return fresh(contract)


def open_holds(client: User, milestone: Milestone) -> list[Hold]:
    """A place for everybody's part, as it stands when the payment is begun."""
    asked = quotes(team_payables.to_pay(milestone), by=client)
    return [
        escrow.open(
            kind, pk, payer=quote.payer, payee=quote.payee, amount=quote.price, terms=quote.terms  # type: ignore[union-attr,arg-type]
        )
        for (kind, pk), quote in asked.items()
    ]  # fmt: skip


def settle(client: User, holds: Sequence[Hold]) -> None:
    """The one payment for all of them comes in."""
    with transaction.atomic():
        payment = deals.paid(holds, by=client)
        for hold in holds:
            payables.of(hold.kind).settled(hold.subject, hold=fresh(hold), payment=payment)


def funded(contract: Contract, place: int = 0) -> Milestone:
    """Its milestone of this place, with everybody's part in escrow."""
    milestone = contract.milestones.exclude(status="cancelled").order_by("position")[place]
    client = contract.client.user
    settle(client, open_holds(client, milestone))
    return fresh(milestone)


def submitted(contract: Contract, place: int = 0) -> Milestone:
    """The same, handed in by the one who leads."""
    milestone = funded(contract, place)
    contract_story.hand_in(milestone)
    return fresh(milestone)


def clearing(person: User, currency: str = "EUR") -> Money:
    """What was released to somebody and rests before it is free."""
    return ledger.balance(chart.clearing(person.party), currency)


def held(milestone: Milestone) -> list[Money]:
    """What lies in everybody's hold, in the order of the team."""
    rows = milestone.shares.standing().select_related("hold").order_by("position")
    return [escrow.left_in(row.hold) for row in rows]
