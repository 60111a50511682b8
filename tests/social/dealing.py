"""Deals for the tests of reviews and scores: told through the one door, as the floor above tells them.

deal = dealing.ended(ada, cleo)
dealing.review(deal, ada); dealing.review(deal, cleo)
"""

from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from social.models import Deal, Fact, Review
from social.reputation import facts, reviews
from social.reputation.facts import About

TEXT = "Everything came as it was agreed, and a day early."


def about(client: User, freelancer: User, key: UUID | None = None) -> About:
    """A contract of these two."""
    return About(
        kind=Deal.Kind.CONTRACT, key=key or uuid4(), title="Layout for a journal", url="/contracts/x/",
        client=client.party, freelancer=freelancer.party, is_public=True,
    )  # fmt: skip


def ended(client: User, freelancer: User, *, cents: int = 40_000, how: str = "done", **data: Any) -> Deal:
    """A contract that paid so much and is over. data: of the release (late_days, by_itself)."""
    told = about(client, freelancer)
    if cents:
        facts.record(Fact.Kind.RELEASED, key=f"part:{uuid4()}", deal=told, cents=cents, **data)
    return over(told, how)


def over(told: About, how: str = "done") -> Deal:
    """The deal, ended."""
    return facts.record(Fact.Kind.ENDED, key=f"contract:{told.key}:ended", deal=told, how=how).deal


def marks_of(deal: Deal, by: User, mark: int = 5) -> dict[str, int]:
    """The same mark for every criterion of this person's side."""
    side = reviews.side_of(deal, by)
    return {name: mark for name, _label in reviews.CRITERIA[side]} if side else {}


def review(deal: Deal, by: User, mark: int = 5, **said: Any) -> Review:
    """This person says what it was like."""
    told = {"marks": marks_of(deal, by, mark), "again": mark > 3, "text": TEXT, **said}
    return reviews.write(deal, by=by, **told)
