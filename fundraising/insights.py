"""What a plan for investors shows of a fundraiser beyond its figures: where it heads, and how others ended.

Both are worked out of what anybody may see, one page at a time. Neither is a promise, and the page says so.
"""

from dataclasses import dataclass
from statistics import median_low

from django.db.models import Q, QuerySet

from accounts.models import Party
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments import plans

LEAST = 10  # of others, before anything is said about them
MOST = 2000
Status = Fundraiser.Status
SECURITIES = [Fundraiser.Kind.EQUITY, Fundraiser.Kind.REVENUE_SHARE, Fundraiser.Kind.SERIES]


@dataclass(frozen=True)
class Pace:
    """What came a day until now, and the sum that the last day would see if it went on like this."""

    a_day: Money
    points_to: Money
    permille: int  # of the goal


@dataclass(frozen=True)
class Peers:
    """How fundraisers on the same subject ended: how many there were, the share that reached their goal in percent, and
    how far the middle one of the others came, in percent of its goal; None where all reached it."""

    count: int
    reached: int
    others: int | None
    is_of_like_size: bool


@dataclass(frozen=True)
class Insight:
    """What this reader sees; a plan that shows nothing leaves both out."""

    pace: Pace | None
    peers: Peers | None
    is_hidden: bool = False


def of(fundraiser: Fundraiser, reader: Party) -> Insight | None:
    """What the reader's plan shows of it; None where there is nothing to show. Offers of securities have none."""
    if not fundraiser.is_open or fundraiser.kind in SECURITIES:
        return None
    seen = plans.effects(reader, plans.Side.INVEST)
    if not seen.sees_pace and not seen.sees_peers:
        return Insight(None, None, is_hidden=True)
    pace = pace_of(fundraiser) if seen.sees_pace else None
    peers = peers_of(fundraiser) if seen.sees_peers else None
    return Insight(pace, peers) if pace or peers else None


def pace_of(fundraiser: Fundraiser) -> Pace | None:
    """How fast it goes; None where a figure is unknown or the first day is not over."""
    begun, ends, raised = fundraiser.launched_at, fundraiser.deadline_at, fundraiser.raised_minor
    if begun is None or ends is None or not raised or not fundraiser.goal_minor:
        return None
    gone, whole = (clock.now() - begun).total_seconds(), (ends - begun).total_seconds()
    if gone < 86_400 or gone >= whole:
        return None
    points_to = round(raised * whole / gone)
    code = fundraiser.currency
    a_day = round(raised * 86_400 / gone)
    return Pace(from_minor(a_day, code), from_minor(points_to, code), points_to * 1000 // fundraiser.goal_minor)


def peers_of(fundraiser: Fundraiser) -> Peers | None:
    """How those on the same subject ended, of like size if there are enough of these; None of too few."""
    like = _ended_like(fundraiser)
    goal = fundraiser.goal_minor or 0
    of_size = like.filter(currency=fundraiser.currency, goal_minor__gte=goal // 2, goal_minor__lte=goal * 2)
    for found, is_of_like_size in ((of_size, True), (like, False)):
        permilles = [one or 0 for one in found.values_list("funded_permille", flat=True)[:MOST]]
        if len(permilles) >= LEAST:
            return _peers(permilles, is_of_like_size)
    return None


def _ended_like(fundraiser: Fundraiser) -> "QuerySet[Listing]":
    listing = fundraiser.listing
    ended = Q(fundraiser__status__in=[*Fundraiser.REACHED, Status.FAILED])
    found = Listing.objects.live().filter(ended, kind=Listing.Kind.FUNDRAISER, funded_permille__isnull=False)
    on_the_subject = found.filter(lineage__overlap=listing.topics) if listing.topics else found.none()
    return on_the_subject.exclude(pk=listing.pk).exclude(fundraiser__kind__in=SECURITIES).order_by("-published_at")


def _peers(permilles: list[int], is_of_like_size: bool) -> Peers:
    others = [one for one in permilles if one < 1000]
    reached = (len(permilles) - len(others)) * 100 // len(permilles)
    return Peers(len(permilles), reached, median_low(others) // 10 if others else None, is_of_like_size)
