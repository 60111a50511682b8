"""Clicks on promoted cards: which are shown, which clicks count, and how many there were on each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from marketplace.catalog import events, visitors
from marketplace.catalog.models import Event, Listing
from marketplace.kit import clock
from marketplace.kit.redis import Away
from payments import promotions
from payments.models import Promotion

DAY = timedelta(days=1)
AT_ONCE = 2  # promoted cards on one page
CONSIDERED = 200


@dataclass(frozen=True)
class Day:
    """The clicks of one day, and their share of the best day, in percent, for the bar."""

    day: date
    clicks: int
    share: int


def shown(kind: str, topics: Sequence[int]) -> list[Listing]:
    """What stands first on a page of this kind and these topics, with the way through the counter as its address.

    Budgets are spent evenly: of those that fit, the one that is furthest behind its days comes first, and none runs
    more than a day ahead. kind: empty for a page of all kinds.
    """
    running = Promotion.objects.running().filter(listing__in=promotions.promotable()).order_by("pk")
    running = running.filter(listing__kind=kind) if kind else running
    running = running.filter(listing__lineage__overlap=list(topics)) if topics else running
    due = sorted((ahead, one.pk, one) for one in running[:CONSIDERED] if (ahead := _ahead(one)) < 1)
    chosen = [one for _ahead_by, _pk, one in due[:AT_ONCE]]
    listings = Listing.objects.live().with_card().in_bulk([one.listing_id for one in chosen])
    return [_marked(listings[one.listing_id], one) for one in chosen if one.listing_id in listings]


def follow(request: HttpRequest, promotion: Promotion) -> bool:
    """A visitor followed the marked card: count it, if it is one that counts. Returns whether it was.

    Not counted: robots, owners, a second click of a visitor on the same day, and who asks not to be followed.
    """
    if not promotion.is_running or promotion.listing is None or _was_here_today(request, promotion):
        return False
    if not events.record(request, Event.Kind.CLICK, promotion.listing, promotion=str(promotion.pk)):
        return False
    return promotions.click(promotion)


def by_day(promotion: Promotion) -> list[Day]:
    """Its clicks on each day on which it ran, in the viewer's zone."""
    if promotion.starts_at is None or promotion.listing_id is None:
        return []
    last = promotion.ended_at or min(clock.now(), promotion.ends_at or clock.now())
    found = Event.objects.filter(
        kind=Event.Kind.CLICK, listing=promotion.listing_id, at__gte=promotion.starts_at, at__lte=last,
        facts__promotion=str(promotion.pk),
    )  # fmt: skip
    counted = dict(found.annotate(day=TruncDate("at")).values_list("day").annotate(Count("id")))
    first, until = timezone.localdate(promotion.starts_at), timezone.localdate(last)
    days = [first + n * DAY for n in range((until - first).days + 1)]
    most = max(counted.values(), default=0)
    return [Day(day, counted.get(day, 0), counted.get(day, 0) * 100 // most if most else 0) for day in days]


def _ahead(promotion: Promotion) -> float:
    """How many days of its budget it is ahead of the days that have gone."""
    assert promotion.starts_at is not None
    gone = (clock.now() - promotion.starts_at) / DAY
    return promotion.spent_minor * promotion.days / promotion.budget_minor - gone


def _marked(listing: Listing, promotion: Promotion) -> Listing:
    """The listing for one card, whose link goes through the counter."""
    listing.url = reverse("payments:promoted", args=[promotion.pk])
    return listing


def _was_here_today(request: HttpRequest, promotion: Promotion) -> bool:
    """Whether this visitor has been counted; while nobody can tell, nothing is charged."""
    visitor = visitors.mark_of(request)
    if visitor is None:
        return True
    try:
        return not cache.add(f"promoted:{promotion.pk}:{visitor}", 1, timeout=int(DAY.total_seconds()))
    except Away:
        return True
