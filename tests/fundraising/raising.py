"""Fundraisers as their makers begin them, walked along the chart to where a test needs them."""

from datetime import timedelta
from typing import Any

from moneyed import Money

from accounts import people
from accounts.models import User
from fundraising import fundraisers
from fundraising.models import BudgetLine, Filing, Fundraiser, Reward
from marketplace.catalog.models import Topic
from marketplace.kit import clock

Status = Fundraiser.Status
GOAL = Money("1000", "EUR")

# How a fundraiser comes to each state that others may see.
WAYS: dict[str, tuple[str, ...]] = {
    Status.SCHEDULED: (Status.IN_REVIEW, Status.SCHEDULED),
    Status.ONGOING: (Status.IN_REVIEW, Status.SCHEDULED, Status.ONGOING),
    Status.COLLECTING: (Status.IN_REVIEW, Status.SCHEDULED, Status.ONGOING, Status.COLLECTING),
    Status.SUCCESSFUL: (Status.IN_REVIEW, Status.SCHEDULED, Status.ONGOING, Status.COLLECTING, Status.SUCCESSFUL),
    Status.FAILED: (Status.IN_REVIEW, Status.SCHEDULED, Status.ONGOING, Status.FAILED),
    Status.CANCELLED: (Status.CANCELLED,),
}
WAYS[Status.DELIVERING] = (*WAYS[Status.SUCCESSFUL], Status.DELIVERING)
WAYS[Status.COMPLETED] = (*WAYS[Status.DELIVERING], Status.COMPLETED)


def a_draft(maker: User, *, title: str = "Daily bread", kind: str = "reward", **columns: Any) -> Fundraiser:
    """A fundraiser that has a month to go once it is launched."""
    now = clock.now()
    times = {"launched_at": now - timedelta(days=1), "deadline_at": now + timedelta(days=29)}
    return fundraisers.start(owner=maker.party, title=title, kind=kind, goal=GOAL, by=maker, **{**times, **columns})


def a_fundraiser(maker: User, *topics: Topic, status: str = Status.ONGOING, **columns: Any) -> Fundraiser:
    """One that everybody can see, in this state."""
    people.publish_profile(maker.party.profile, by=maker)
    draft = a_draft(maker, **columns)
    for step in WAYS[status]:
        draft.move_to(step)
    return fundraisers.publish(draft, by=maker, summary="Ovens that a village shares.", topics=topics)


def budget(fundraiser: Fundraiser, *amounts: int) -> None:
    """Budget lines of these amounts, in minor units."""
    for place, amount in enumerate(amounts):
        BudgetLine.objects.create(fundraiser=fundraiser, position=place, label=f"Part {place}", amount_minor=amount)


def a_reward(fundraiser: Fundraiser, **columns: Any) -> Reward:
    """A reward of 38.00 in the next free place."""
    place = fundraiser.rewards.count()
    return Reward.objects.create(
        **{"fundraiser": fundraiser, "position": place, "name": f"Book {place}", "price_minor": 3800, **columns}
    )


def a_filing(maker: User, **columns: Any) -> Filing:
    """A closed offer from a public record."""
    fundraiser = a_draft(maker, title="Cape Codder", kind="equity", record_raised_minor=None, record_backers=None)
    for step in WAYS[Status.COMPLETED]:
        fundraiser.move_to(step)
    filing = Filing.objects.create(
        **{
            "fundraiser": fundraiser,
            "form": "C",
            "accession": "0001665160-25-000007",
            "instrument": "Convertible note",
            **columns,
        }
    )
    fundraisers.publish(fundraiser, by=maker)
    return filing
