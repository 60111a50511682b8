"""What a proposal says, written into its rows. The caller holds its lock and saves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from projects.bargain import Bargain
from projects.models import Proposal, ProposedMilestone
from projects.terms import Step


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a freelancer says, or as much of a draft as is there. price: the whole, or of one hour for hourly work."""

    letter: str = ""
    price: Money | None = None
    days: int | None = None
    answers: Sequence[Mapping[str, str]] = ()
    milestones: Sequence[Step] = ()


def write(proposal: Proposal, offer: Offer) -> None:
    """Let it say this."""
    proposal.letter, proposal.days, proposal.answers = offer.letter, offer.days, [dict(one) for one in offer.answers]
    proposal.price_minor = None
    proposal.currency = proposal.project.currency
    if offer.price is not None:
        proposal.price = offer.price
    proposal.updated_at = clock.now()
    _lay_out(proposal, offer.milestones)


def take_on(proposal: Proposal, agreed: Bargain) -> None:
    """Let it say what was agreed in its place. What it said before stands among its counter-offers."""
    proposal.price, proposal.days = agreed.price, agreed.days
    proposal.revision += 1
    proposal.updated_at = clock.now()
    proposal.save(update_fields=["price_minor", "currency", "days", "revision", "updated_at"])
    _lay_out(proposal, agreed.milestones)


def _lay_out(proposal: Proposal, steps: Sequence[Step]) -> None:
    proposal.milestones.all().delete()
    ProposedMilestone.objects.bulk_create(
        ProposedMilestone(
            proposal=proposal,
            position=position,
            name=step.name,
            days=step.due if isinstance(step.due, int) else None,
            currency=proposal.currency,
            amount_minor=to_minor(step.amount),
        )
        for position, step in enumerate(steps)
    )
