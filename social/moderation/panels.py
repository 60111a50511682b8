"""The quiet links at the end of a public page: report it, block the person behind it."""

from django.http import HttpRequest

from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel


def quiet_links(request: HttpRequest, listing: Listing) -> Panel | None:
    """Nothing on what is not public and on one's own."""
    me = getattr(request.user, "party", None)
    if not listing.is_live or (me is not None and listing.owner_id == me.pk):
        return None
    is_person = listing.kind == Listing.Kind.PERSON and me is not None
    return "social/panels/_quiet_links.html", {"listing": listing, "may_block": is_person}
