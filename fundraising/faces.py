"""The public face of a fundraiser: what search, filters and cards know of where it stands."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from fundraising.models import Fundraiser
from marketplace.catalog.listings import Face
from marketplace.kit import markdown
from portfolios.front import Front

# Of one kind filters have a word of their own; all others are found by the name of their kind.
BASIS: Mapping[str, str] = {Fundraiser.Kind.REVENUE_SHARE: "revenue"}


def of_fundraiser(fundraiser: Fundraiser, front: Front) -> Face:
    """A fundraiser as found: sum, goal, supporters where they are known, and the last day on which it can be backed.

    Its goal stays the first one, so that it counts as reached; the goal of a second round is for its card.
    """
    listing = fundraiser.listing
    return Face(
        title=listing.title,
        url=reverse("fundraising:fundraiser", args=[listing.slug]),
        body=markdown.plain(fundraiser.story),
        is_sample=listing.is_sample,
        state=fundraiser.status,
        is_open=fundraiser.is_open or fundraiser.is_late,
        basis=BASIS.get(fundraiser.kind) or fundraiser.kind,
        currency=fundraiser.currency,
        goal_minor=fundraiser.goal_minor,
        raised_minor=fundraiser.raised_minor,
        closes_at=fundraiser.late_until if fundraiser.is_late else fundraiser.deadline_at,
        published_at=fundraiser.launched_at or listing.published_at,
        facts=_facts(fundraiser),
        **front,
    )


def _facts(fundraiser: Fundraiser) -> dict[str, Any]:
    facts = {} if fundraiser.backers is None else {"backers": fundraiser.backers}
    return facts | ({"second_goal": fundraiser.second_goal_minor} if fundraiser.is_second_round else {})
