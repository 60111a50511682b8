"""What hangs near a thing: more by the same hand, more on the same subject, the works before and after."""

from marketplace.catalog.models import Listing
from portfolios.models import Work

A_ROW = 4


def more_by(listing: Listing, *, limit: int = A_ROW) -> list[Listing]:
    """The newest other things of this kind by the same owner, ready for cards."""
    same_hand = Listing.objects.live().filter(owner_id=listing.owner_id, kind=listing.kind).exclude(pk=listing.pk)
    return list(same_hand.with_card().order_by("-published_at", "-id")[:limit])


def similar_to(listing: Listing, *, limit: int = A_ROW) -> list[Listing]:
    """The newest things of this kind on the same topic by other people, ready for cards."""
    if listing.topic_id is None:
        return []
    same_topic = Listing.objects.live().filter(kind=listing.kind, lineage__contains=[listing.topic_id])
    others = same_topic.exclude(owner_id=listing.owner_id)
    return list(others.with_card().order_by("-published_at", "-id")[:limit])


def beside(work: Work) -> tuple[Work | None, Work | None]:
    """The works before and after this one on the portfolio's wall."""
    wall = Work.objects.live().select_related("listing").filter(portfolio_id=work.portfolio_id)
    before = wall.filter(position__lt=work.position).order_by("-position").first()
    after = wall.filter(position__gt=work.position).order_by("position").first()
    return before, after
