"""What a freelancer would get of a price, for the pages of this floor."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Party
from marketplace.catalog.models import Topic
from marketplace.kit.money import Money
from payments import receiving
from payments.receiving import Receives
from projects.models import Project

FIXED, HOURLY = "milestone", "hourly"  # kinds of payables


def of(price: Money, project: Project, *, payee: Party | None = None) -> Receives | None:
    """What is left of the price for this freelancer; None where the currency has no schedule.

    payee: None for a visitor, and for a client who asks for nobody in particular.
    """
    hourly = project.is_hourly
    return receiving.of(price, payee=payee, payer=project.client, is_hourly=hourly, **_deal(project))


def nets(project: Project, prices: Sequence[tuple[Party, Money]]) -> list[Money | None]:
    """The price less the fee for each freelancer. What tax there is on the fee is between them and the site."""
    kept = receiving.fees(prices, payer=project.client, **_deal(project))
    return [price - fee if fee is not None else None for (_payee, price), fee in zip(prices, kept, strict=True)]


def _deal(project: Project) -> dict[str, Any]:
    topics = Topic.objects.filter(pk__in=project.listing.topics)
    return {"kind": HOURLY if project.is_hourly else FIXED, "topics": topics}
