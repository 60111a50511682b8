"""Listings to do something with."""

from collections.abc import Callable

import pytest

from accounts.models import User
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing


@pytest.fixture
def job(ada: User) -> Listing:
    """A job of Ada's that everybody can find."""
    listing = listings.register(Listing.Kind.PROJECT, owner=ada.party, title="Layout for a journal")
    return listings.publish(listing, Face(title="Layout for a journal", url="/jobs/layout-for-a-journal/"))


@pytest.fixture
def found() -> Callable[[str], list[str]]:
    """The titles that full text finds for these words."""
    from django.contrib.postgres.search import SearchQuery

    from marketplace.catalog import text

    def search(words: str) -> list[str]:
        query = SearchQuery(text.fold(words), config=text.CONFIG, search_type="websearch")
        return list(Listing.objects.live().filter(search=query).values_list("title", flat=True))

    return search
