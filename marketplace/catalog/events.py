"""What visitors do, taken in as one cheap append a deed. Every floor records; counts and pages are made elsewhere.

    events.record(request, Event.Kind.PROPOSAL, project.listing)

Views do not come from the pages themselves, which may be answered from a cache, but from a small message that the page
sends (`POST /seen/`, static/js/site/seen.js); who reads without JavaScript is not counted.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest

from marketplace.catalog import visitors
from marketplace.catalog.models import Event, EventMark, Listing
from marketplace.kit import clock
from marketplace.kit.redis import Away

SAME_VISIT = timedelta(minutes=30)  # a view is counted once for one visitor in this time
REMEMBERED = timedelta(days=30)  # for so long a visit counts as the reason of what is done later
DIRECT = "direct"
LATENESS = timedelta(seconds=30)  # a row may be committed this long after the moment that it carries
# What one does by merely being there; somebody who asked not to be followed leaves no trace of it.
PASSIVE = {Event.Kind.VIEW, Event.Kind.CLICK}

_ADD_VIEWS = """
    UPDATE catalog_listingstats AS stats SET views = stats.views + seen.times
    FROM (SELECT listing_id, count(*) AS times FROM catalog_event
          WHERE kind = 'view' AND at > %s AND at <= %s GROUP BY listing_id) AS seen
    WHERE stats.listing_id = seen.listing_id
"""


def record(request: HttpRequest, kind: str, listing: Listing, **facts: Any) -> bool:
    """Write down that this visitor did this; returns whether it was.

    Left out: robots, a second view within half an hour, an owner's view of their own, and what somebody does passively
    who asked not to be followed (DNT, Sec-GPC). What they do on purpose is kept without a mark of who it was.
    """
    if visitors.is_robot(request):
        return False
    is_private = visitors.asks_to_be_left_alone(request)
    visitor = None if is_private else visitors.mark_of(request)
    if kind in PASSIVE and (is_private or _is_own(request, listing) or _was_here(kind, listing, visitor)):
        return False
    user = None if is_private or not request.user.is_authenticated else request.user
    Event.objects.create(kind=kind, listing=listing, visitor=visitor, user=user, facts=facts)
    return True


def source(referrer: str, host: str) -> str:
    """Where a visitor came from: the first part of our own path ("discover"), another site's name, or "direct"."""
    try:
        address = urlsplit(referrer)
    except ValueError:
        return DIRECT
    if address.netloc == host:
        return address.path.strip("/").partition("/")[0][:60] or "home"
    return (address.hostname or DIRECT)[:60]


def came_from(request: HttpRequest, listing: Listing) -> tuple[str, str]:
    """Where this visitor had come from when they last came to this listing from somewhere, and the tag of that link.

    Asked when they do something there, and kept with what they did. The last visit that names a place counts, not a
    later one without ("last non-direct click"); a mark lives for a day, so without an account it is today's. Both are
    empty where nothing is known, and for somebody who asked to be left alone.
    """
    if visitors.asks_to_be_left_alone(request):
        return "", ""
    is_theirs = Q(visitor=visitors.mark_of(request)) if visitors.mark_of(request) else Q(pk__in=[])
    if request.user.is_authenticated:
        is_theirs |= Q(user=request.user)
    since = clock.now() - REMEMBERED
    visits = Event.objects.filter(is_theirs, listing=listing, kind=Event.Kind.VIEW, at__gte=since).order_by("-at")
    facts = list(visits.values_list("facts", flat=True)[:50])
    named = next((one for one in facts if one.get("tag") or one.get("source", DIRECT) != DIRECT), None)
    found: dict[str, str] = named or next(iter(facts), {})
    return found.get("source", ""), found.get("tag", "")


def tag_of(text: str) -> str:
    """The tag of a link as it is kept: small letters, figures and dashes, 40 at most."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]


@transaction.atomic
def add_up_views(now: datetime | None = None) -> int:
    """Add the views since the last time to the listings' counters; returns how many listings grew.

    Each event is added once, however often or by however many workers this is called: the mark moves with the counters.
    """
    until = (now or clock.now()) - LATENESS
    mark, _made = EventMark.objects.select_for_update().get_or_create(
        name="views", defaults={"until": datetime(1970, 1, 1, tzinfo=UTC)}
    )
    if until <= mark.until:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_ADD_VIEWS, [mark.until, until])
        grown = cursor.rowcount
    mark.until = until
    mark.save(update_fields=["until"])
    return grown


def _is_own(request: HttpRequest, listing: Listing) -> bool:
    party = getattr(request.user, "party", None)
    return party is not None and party.pk == listing.owner_id


def _was_here(kind: str, listing: Listing, visitor: int | None) -> bool:
    if visitor is None:
        return False
    try:
        return not cache.add(f"seen:{kind}:{listing.pk}:{visitor}", 1, timeout=int(SAME_VISIT.total_seconds()))
    except Away:
        return False
