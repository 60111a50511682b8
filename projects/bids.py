"""What others ask for a job: an insight that comes with a plan (payments.plans).

The lowest, the middle and the highest price of the proposals that were sent, and nothing about who sent them. Of fewer
than three nothing is said, because a price would lead back to its writer.
"""

from dataclasses import dataclass
from statistics import median_low

from accounts.models import Party
from marketplace.kit.money import Money, from_minor
from payments import plans
from projects.models import Project, Proposal

LEAST = 3


@dataclass(frozen=True)
class Bids:
    """How many proposals there are, and what they ask; without prices where the reader's plan does not show them."""

    count: int
    low: Money | None = None
    middle: Money | None = None
    high: Money | None = None


def of(project: Project, reader: Party) -> Bids | None:
    """What this reader may know; None where there are too few proposals to say anything."""
    prices = _prices(project, reader)
    if len(prices) < LEAST:
        return None
    if not plans.effects(reader).sees_bids:
        return Bids(len(prices))
    low, middle, high = (from_minor(minor, project.currency) for minor in (prices[0], median_low(prices), prices[-1]))
    return Bids(len(prices), low, middle, high)


def _prices(project: Project, reader: Party) -> list[int]:
    sent = project.proposals.sent().exclude(status=Proposal.Status.WITHDRAWN).exclude(freelancer=reader)
    return sorted(sent.filter(price_minor__isnull=False).values_list("price_minor", flat=True))
