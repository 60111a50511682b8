from marketplace.catalog.models.event import Event, EventMark
from marketplace.catalog.models.listing import Listing, ListingStats
from marketplace.catalog.models.topic import Topic

__all__ = ["Event", "EventMark", "Listing", "ListingStats", "Topic"]
