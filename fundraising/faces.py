"""The public face of a fundraiser: what search, filters and cards know of where it stands."""

from collections.abc import Mapping

from django.urls import reverse

from fundraising.models import Fundraiser
from marketplace.catalog.listings import Face
from marketplace.kit import markdown
from portfolios.front import Front

# Of one kind filters have a word of their own; all others are found by the name of their kind.
BASIS: Mapping[str, str] = {Fundraiser.Kind.REVENUE_SHARE: "revenue"}


def of_fundraiser(fundraiser: Fundraiser, front: Front) -> Face:
    """A fundraiser as found: sum, goal, supporters where they are known, and its last day."""
    listing = fundraiser.listing
    return Face(
        title=listing.title,
        url=reverse("fundraising:fundraiser", args=[listing.slug]),
        body=markdown.plain(fundraiser.story),
        is_sample=listing.is_sample,
        state=fundraiser.status,
        is_open=fundraiser.is_open,
        basis=BASIS.get(fundraiser.kind) or fundraiser.kind,
        currency=fundraiser.currency,
        goal_minor=fundraiser.goal_minor,
        raised_minor=fundraiser.raised_minor,
        closes_at=fundraiser.deadline_at,
        published_at=fundraiser.launched_at or listing.published_at,
        facts={} if fundraiser.backers is None else {"backers": fundraiser.backers},
        **front,
    )
