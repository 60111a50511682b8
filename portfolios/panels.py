"""What portfolios show on pages of lower floors: works and portfolios on the page of a person or company."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.ports import Picture, Tab
from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel

ON_A_PAGE = 12
ON_A_WALL = 3


def works_of(request: HttpRequest, party: Party) -> Panel | None:
    """The newest works, as a wall."""
    return _panel(party, Listing.Kind.WORK, _("Work"), "portfolios/panels/works.html")


def portfolios_of(request: HttpRequest, party: Party) -> Panel | None:
    """The portfolios, as cards."""
    return _panel(party, Listing.Kind.PORTFOLIO, _("Portfolios"), "portfolios/panels/portfolios.html")


def wall_of(party: Party) -> list[Picture]:
    """Up to three works for the card of a person: a stored picture's path, or what draws the cover."""
    works = Listing.objects.live().filter(owner=party, kind=Listing.Kind.WORK).order_by("-published_at", "-id")
    return [_picture(work) for work in works.only("cover", "cover_style", "title")[:ON_A_WALL]]


def _picture(work: Listing) -> Picture:
    return work.cover or [work.cover_style, str(work.pk), work.title]


def _panel(party: Party, kind: str, label: str, template: str) -> Panel | None:
    theirs = Listing.objects.live().filter(owner=party, kind=kind)
    shown = list(theirs.with_card().order_by("-published_at", "-id")[: ON_A_PAGE + 1])
    if not shown:
        return None
    count = len(shown) if len(shown) <= ON_A_PAGE else theirs.count()
    context: dict[str, Any] = {"tab": Tab(str(kind), label, count), "listings": shown[:ON_A_PAGE], "count": count}
    return template, context
