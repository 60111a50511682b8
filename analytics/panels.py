"""What the figures show on pages of lower floors."""

from django.http import HttpRequest

from fundraising.models import Fundraiser
from marketplace.kit.panels import Panel


def figures_of(request: HttpRequest, fundraiser: Fundraiser) -> Panel | None:
    """In the bar above a fundraiser, for who raises it: the way to its figures, once it has opened."""
    return ("analytics/panels/figures_of.html", {"fundraiser": fundraiser}) if fundraiser.launched_at else None
