"""Other jobs near one."""

from marketplace.catalog.models import Found, Listing

A_ROW = 4


def similar_to(listing: Listing) -> list[Found]:
    """The newest open jobs of other clients on the same topic."""
    if listing.topic_id is None:
        return []
    jobs = Listing.objects.live().filter(kind=Listing.Kind.PROJECT, is_open=True, lineage__contains=[listing.topic_id])
    others = jobs.exclude(owner_id=listing.owner_id)
    return others.order_by("-published_at", "-id")[:A_ROW].found()
