from marketplace.catalog.models.listing import Listing, ListingStats
from marketplace.catalog.models.topic import Topic

__all__ = ["Listing", "ListingStats", "Topic"]
