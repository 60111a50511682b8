"""What portfolios show on pages of lower floors: works and portfolios on the page of a person or company."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.ports import Picture, Tab
from marketplace.catalog.models import Listing
from marketplace.catalog.models.listing import ListingQuerySet
from marketplace.kit.panels import Panel

ON_A_PAGE = 12
ON_A_WALL = 3


def works_of(request: HttpRequest, party: Party) -> Panel | None:
    """The newest works, as a wall."""
    theirs = _newest(party, Listing.Kind.WORK)
    return _panel(theirs, list(_few(theirs).with_card()), Listing.Kind.WORK, _("Work"))


def portfolios_of(request: HttpRequest, party: Party) -> Panel | None:
    """The portfolios, as cards."""
    theirs = _newest(party, Listing.Kind.PORTFOLIO)
    return _panel(theirs, _few(theirs).found(), Listing.Kind.PORTFOLIO, _("Portfolios"))


def wall_of(party: Party) -> list[Picture]:
    """Up to three works for the card of a person: a stored picture's path, or what draws the cover."""
    works = _newest(party, Listing.Kind.WORK)
    return [_picture(work) for work in works.only("cover", "cover_style", "title")[:ON_A_WALL]]


def _picture(work: Listing) -> Picture:
    return work.cover or [work.cover_style, str(work.pk), work.title]


def _newest(party: Party, kind: str) -> ListingQuerySet:
    return Listing.objects.live().filter(owner=party, kind=kind).order_by("-published_at", "-id")


def _few(theirs: ListingQuerySet) -> ListingQuerySet:
    """As many as a page shows, and one more that says whether there are more."""
    return theirs[: ON_A_PAGE + 1]


def _panel(theirs: ListingQuerySet, shown: Sequence[Any], kind: str, label: str) -> Panel | None:
    if not shown:
        return None
    count = len(shown) if len(shown) <= ON_A_PAGE else theirs.count()
    context: dict[str, Any] = {"tab": Tab(str(kind), label, count), "listings": shown[:ON_A_PAGE], "count": count}
    return f"portfolios/panels/{kind}s.html", context
