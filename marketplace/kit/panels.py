"""Named places on pages of lower floors, into which higher floors plug panels from `AppConfig.ready`.

    panels.register("portfolio_page", fundraiser_of_portfolio, order=20)

    def fundraiser_of_portfolio(request: HttpRequest, portfolio: Portfolio) -> Panel | None:
        return "fundraising/panels/_of_portfolio.html", {"fundraiser": …}

The page says `{% load panels %}{% panels "portfolio_page" portfolio %}` and knows nothing of who answers.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Panel = tuple[str, dict[str, Any]]  # a template and what it takes
MakesPanel = Callable[[HttpRequest, Any], Panel | None]

_places: dict[str, dict[MakesPanel, int]] = defaultdict(dict)


def register(place: str, panel: MakesPanel, *, order: int = 50) -> None:
    """Show this panel at the place; smaller orders come first. Registering the same panel again moves it."""
    _places[place][panel] = order


def unregister(place: str, panel: MakesPanel) -> None:
    """Show it there no more."""
    _places[place].pop(panel, None)


def at(place: str) -> list[MakesPanel]:
    """The panels of a place in their order; those of equal order as they were registered."""
    here = _places.get(place, {})
    return sorted(here, key=here.__getitem__)


def draw(place: str, request: HttpRequest, subject: Any) -> SafeString:
    """All panels of the place that have something to say of the subject to this viewer."""
    made = (panel(request, subject) for panel in at(place))
    drawn = (render_to_string(one[0], {"subject": subject, **one[1]}, request) for one in made if one)
    return SafeString("".join(drawn))
