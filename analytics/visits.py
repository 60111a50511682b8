"""Visits by day and source: added up from the events, each once."""

from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import Sum

from analytics.models import VisitDay
from marketplace.catalog.events import DIRECT, LATENESS
from marketplace.catalog.models import EventMark, Listing
from marketplace.kit import clock

MARK = "visits_by_source"
_ADD = """
    INSERT INTO analytics_visitday AS known (listing_id, day, source, tag, visits)
    SELECT listing_id, (at AT TIME ZONE 'UTC')::date, coalesce(facts->>'source', %s), coalesce(facts->>'tag', ''),
           count(*)
    FROM catalog_event WHERE kind = 'view' AND at > %s AND at <= %s GROUP BY 1, 2, 3, 4
    ON CONFLICT (listing_id, day, source, tag) DO UPDATE SET visits = known.visits + excluded.visits
"""


@transaction.atomic
def add_up(now: datetime | None = None) -> int:
    """Add the views since the last time; returns how many rows grew. Each is added once, by however many workers: the
    mark moves with them."""
    until = (now or clock.now()) - LATENESS
    mark, _made = EventMark.objects.select_for_update().get_or_create(
        name=MARK, defaults={"until": datetime(1970, 1, 1, tzinfo=UTC)}
    )
    if until <= mark.until:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [DIRECT, mark.until, until])
        grown = cursor.rowcount
    mark.until = until
    mark.save(update_fields=["until"])
    return grown


def by_source(listing: Listing, first: date, last: date) -> dict[tuple[str, str], int]:
    """Visits from each place by each link, on these days."""
    rows = VisitDay.objects.filter(listing=listing, day__gte=first, day__lte=last)
    return {(source, tag): many for source, tag, many in rows.values_list("source", "tag").annotate(Sum("visits"))}
