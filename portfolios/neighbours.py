"""What hangs near a thing: more by the same hand, more on the same subject, the works before and after."""

from dataclasses import dataclass

from marketplace.catalog.models import Found, Listing
from marketplace.catalog.models.listing import ListingQuerySet
from portfolios.models import Work

A_ROW = 4


@dataclass(frozen=True)
class Neighbours:
    """Two rows of cards, each the newest first."""

    by_the_same: list[Found]
    on_the_subject: list[Found]


def of(listing: Listing) -> Neighbours:
    """Other things of this kind: by the same owner, and by others on the same topic. One query for both rows."""
    same_kind = Listing.objects.live().filter(kind=listing.kind)
    same_hand = _newest(same_kind.filter(owner_id=listing.owner_id).exclude(pk=listing.pk)).values("pk")
    same_topic = _newest(_on_the_subject(listing)).values("pk")
    wanted = same_hand.union(same_topic, all=True) if listing.topic_id else same_hand
    found = _newest(Listing.objects.filter(pk__in=wanted), limit=2 * A_ROW).values_list("id", "updated_at", "owner_id")
    return Neighbours(
        by_the_same=[Found(pk, changed) for pk, changed, owner in found if owner == listing.owner_id],
        on_the_subject=[Found(pk, changed) for pk, changed, owner in found if owner != listing.owner_id],
    )


def on_the_subject(listing: Listing) -> list[Found]:
    """Things of this kind by others on the same topic, the newest first."""
    return _newest(_on_the_subject(listing)).found() if listing.topic_id else []


def beside(work: Work) -> tuple[Work | None, Work | None]:
    """The works before and after this one on the portfolio's wall."""
    wall = Work.objects.live().with_label().filter(portfolio_id=work.portfolio_id)
    before = wall.filter(position__lt=work.position).order_by("-position").first()
    after = wall.filter(position__gt=work.position).order_by("position").first()
    return before, after


def _on_the_subject(listing: Listing) -> ListingQuerySet:
    same_topic = Listing.objects.live().filter(kind=listing.kind, lineage__contains=[listing.topic_id])
    return same_topic.exclude(owner_id=listing.owner_id)


def _newest(listings: ListingQuerySet, limit: int = A_ROW) -> ListingQuerySet:
    return listings.order_by("-published_at", "-id")[:limit]
