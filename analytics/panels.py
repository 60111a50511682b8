"""What the figures show on pages of lower floors."""

from django.http import HttpRequest

from analytics import success
from fundraising.models import Fundraiser
from marketplace.kit.panels import Panel


def success_of(request: HttpRequest, fundraiser: Fundraiser) -> Panel | None:
    """On the page of a fundraiser that takes pledges: how those before it ended."""
    if not fundraiser.is_open or not (told := success.known()).whole.decided:
        return None
    return "analytics/panels/success_of.html", {"whole": told.whole}


def figures_of(request: HttpRequest, fundraiser: Fundraiser) -> Panel | None:
    """In the bar above a fundraiser, for who raises it: the way to its figures, once it has opened."""
    return ("analytics/panels/figures_of.html", {"fundraiser": fundraiser}) if fundraiser.launched_at else None


def figures_in_list(request: HttpRequest, fundraiser: Fundraiser) -> Panel | None:
    """The same in the list of one's own."""
    return ("analytics/panels/figures_in_list.html", {"fundraiser": fundraiser}) if fundraiser.launched_at else None
