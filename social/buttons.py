"""The buttons of this floor on pages of others: follow a person or company, watch a listing."""

from django.http import HttpRequest

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel
from social.models import Follow, Watch


def follow(request: HttpRequest, party: Party) -> Panel | None:
    """Follow this party, or follow them no more. Nothing on one's own page and on those of public records."""
    user = request.user
    if user.is_authenticated and getattr(user, "party", None) == party:
        return None
    is_on = user.is_authenticated and Follow.objects.of(user).filter(followed=party).exists()
    return "social/buttons/_follow.html", {"party": party, "is_on": is_on}


def watch(request: HttpRequest, listing: Listing) -> Panel | None:
    """Watch this listing, or watch it no more. Nothing on what is not shown to others, and on one's own."""
    user = request.user
    if not listing.is_live and not listing.published_at:
        return None
    if user.is_authenticated and Party.objects.acted_for_by(user).filter(pk=listing.owner_id).exists():
        return None
    held = Watch.objects.of(user).filter(listing=listing).first() if user.is_authenticated else None
    return "social/buttons/_watch.html", {"listing": listing, "is_on": bool(held), "held": held}
