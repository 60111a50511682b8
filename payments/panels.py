"""What this floor shows on pages of listings: to their owners, the way to promote them."""

from django.http import HttpRequest

from accounts import acting
from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel
from payments import promotions
from payments.promotions import NotPromotable


def promote_it(request: HttpRequest, listing: Listing) -> Panel | None:
    """For whoever may act for its owner; of what can't be promoted nothing is said."""
    if not request.user.is_authenticated or listing.owner not in acting.of(request, request.user).choices:
        return None
    try:
        promotions.refuse(listing)
    except NotPromotable:
        return None
    return "payments/panels/promote.html", {"listing": listing}
