"""Who may still read a job when a notice about it goes out."""

from collections.abc import Collection
from uuid import UUID

from marketplace.catalog.models import Listing
from projects.models import Project
from social import behind


def may_read(listing: Listing, users: Collection[UUID]) -> set[UUID]:
    """Everybody, once it has been public: a closed job keeps its page. A draft, only who acts for its client."""
    if Project.objects.posted().filter(pk=listing.pk).exists():
        return set(users)
    return set(behind.people(listing.owner).filter(pk__in=users).values_list("pk", flat=True))
