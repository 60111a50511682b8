"""Disputes as their tests begin: opened, answered, mediated, by our own acts.

dispute = dispute_story.opened(submitted, by=ada, to_freelancer=0)
dispute = dispute_story.answered(dispute, by=cleo, to_freelancer=200)
"""

from decimal import Decimal
from typing import Any

from accounts.models import User
from marketplace.kit.money import Money
from projects.disputes import disputes, mediation
from projects.models import Dispute, DisputeOffer, Milestone
from tests import cast
from tests.projects import contract_story

fresh = contract_story.fresh
WHY = "The pages do not open at the printer, and nobody has answered since."


def euro(amount: Any) -> Money:
    return Money(Decimal(str(amount)), "EUR")


def opened(*about: Milestone, by: User, to_freelancer: Any = 0, **said: Any) -> Dispute:
    """A dispute about these milestones of one contract."""
    contract = about[0].contract
    return disputes.open(contract, list(about), why=WHY, to_freelancer=euro(to_freelancer), by=by, **said)


def answered(dispute: Dispute, *, by: User, to_freelancer: Any = 250, **said: Any) -> Dispute:
    """The other side has said how it sees it."""
    why = "They open on every machine that we have tried."
    return disputes.answer(dispute, why=why, to_freelancer=euro(to_freelancer), by=by, **said)


def offer_of(dispute: Dispute, role: str) -> DisputeOffer:
    """What this one would settle for now."""
    return dispute.offers.get(made_by=role, status="open")


def staff(person: User) -> User:
    """Somebody who may mediate and decide."""
    return cast.in_group(person, "moderator")


def closed(dispute: Dispute, ada: User, cleo: User) -> Dispute:
    """In mediation, with all evidence shown."""
    mediation.call(dispute, by=ada)
    for person in (ada, cleo):
        mediation.say_all(dispute, by=person)
    return fresh(dispute)


def proposed(dispute: Dispute, ada: User, cleo: User, mediator: User, amount: Any = 100) -> DisputeOffer:
    """A split that the mediator proposes."""
    dispute = closed(dispute, ada, cleo)
    mediation.take(dispute, by=mediator)
    return mediation.propose(dispute, amount=Decimal(str(amount)), statement="Two of five pages open.", by=mediator)
