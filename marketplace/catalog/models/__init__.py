from marketplace.catalog.models.event import Event, EventMark
from marketplace.catalog.models.listing import Found, Listing, ListingStats
from marketplace.catalog.models.topic import Topic

__all__ = ["Event", "EventMark", "Found", "Listing", "ListingStats", "Topic"]
