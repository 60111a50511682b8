"""The orders in which results may stand, and where each makes sense."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing

if TYPE_CHECKING:
    from discovery.search.ask import Ask

RELEVANCE, NEWEST = "relevance", "newest"

LABELS: dict[str, Promise] = {
    RELEVANCE: _("Best match"),
    NEWEST: _("Newest"),
    "ending": _("Ending soon"),
    "funded": _("Most funded"),
    "raised": _("Largest sum"),
    "rated": _("Top rated"),
    "cheapest": _("Lowest price"),
    "dearest": _("Highest price"),
}

_Kind = Listing.Kind
_FOR_KIND: dict[str, tuple[str, ...]] = {
    "": (NEWEST, "ending", "funded", "rated"),
    _Kind.PORTFOLIO: (NEWEST, "rated"),
    _Kind.WORK: (NEWEST,),
    _Kind.SERVICE: (NEWEST, "rated", "cheapest", "dearest"),
    _Kind.PRODUCT: (NEWEST, "rated", "cheapest", "dearest"),
    _Kind.PROJECT: (NEWEST, "ending", "dearest", "cheapest", "rated"),
    _Kind.FUNDRAISER: (NEWEST, "ending", "funded", "raised"),
    _Kind.ROUND: (NEWEST, "ending", "funded", "raised"),
    _Kind.PERSON: (NEWEST, "rated", "cheapest", "dearest"),
    _Kind.COMPANY: (NEWEST, "rated"),
}


def sorts_for(ask: "Ask") -> tuple[str, ...]:
    """The sorts to offer: those of the kind, after relevance where there are words to be relevant to."""
    of_kind = _FOR_KIND.get(ask.kind, _FOR_KIND[""])
    return (RELEVANCE, *of_kind) if ask.words else of_kind
