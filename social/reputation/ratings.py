"""The mean of what was shown of somebody's reviews, on their page and on their jobs, where cards and search read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from accounts.models import Party, Record
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from social.models import Review, Side

PAGES = [Listing.Kind.PERSON, Listing.Kind.COMPANY]


@dataclass(frozen=True)
class Rating:
    """The mean in hundredths of a star, of how many, and how many of them would work with the party again."""

    mean: int | None = None
    count: int = 0
    again: int = 0


def of(party: Party, side: str) -> Rating:
    """What those say who dealt with the party while it stood on this side."""
    written_by = Side(side).other
    found = Review.objects.shown().filter(subject=party, side=written_by)
    got = found.aggregate(mean=Avg("rating"), count=Count("pk"), again=Count("pk", filter=Q(again=True)))
    return Rating(None if got["mean"] is None else round(got["mean"]), got["count"], got["again"])


def refresh(party: Party) -> None:
    """Bring the party's page and its jobs up to date.

    A page shows the side on which there are more reviews, a job its client's. Without any review from here stands what
    a source outside says, if there is one (accounts.models.Record).
    """
    as_client, as_freelancer = of(party, Side.CLIENT), of(party, Side.FREELANCER)
    page = as_client if as_client.count > as_freelancer.count else as_freelancer
    _put(party, page, PAGES)
    _put(party, as_client, [Listing.Kind.PROJECT])


def _put(party: Party, rating: Rating, kinds: Sequence[str]) -> None:
    mean, count = rating.mean, rating.count
    record: Record | None = getattr(party, "record", None)
    if not count and record:
        mean, count = record.rating, record.rating_count
    listings.rate(Listing.objects.filter(owner=party, kind__in=kinds), rating=mean, count=count)
