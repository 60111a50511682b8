"""The kinds of listing as visitors know them: plural names, and the tabs over a list."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discovery.figures import at_least
from discovery.search import Ask, Survey, Total
from discovery.search.offered import KINDS
from discovery.search.params import address
from marketplace.catalog.models import Listing

_Kind = Listing.Kind

# A kind that cannot be published yet has no tab.
PLURALS: dict[str, Promise] = {
    _Kind.PORTFOLIO: gettext_lazy("Portfolios"),
    _Kind.WORK: gettext_lazy("Works"),
    _Kind.PROJECT: gettext_lazy("Jobs"),
    _Kind.FUNDRAISER: gettext_lazy("Fundraisers"),
    _Kind.PERSON: gettext_lazy("People"),
    _Kind.COMPANY: gettext_lazy("Companies"),
}

SECTIONS: dict[str, str] = {_Kind.PROJECT: "jobs", _Kind.FUNDRAISER: "fund", _Kind.PERSON: "people"}  # of the header


@dataclass(frozen=True)
class Tab:
    """A link to one kind of the same search."""

    label: str
    url: str
    is_current: bool
    count: str


def plural(kind: str) -> str:
    """Several of the kind: "Jobs". Everything for no kind."""
    return str(PLURALS.get(kind) or Listing.Kind(kind).label) if kind else _("Everything")


def tabs(ask: Ask, survey: Survey) -> list[Tab]:
    """Everything and each kind, with how many results it has."""
    held = [
        kind
        for kind in Listing.Kind.values
        if kind in PLURALS or kind == ask.kind or survey.kinds.get(kind, Total(0)).number
    ]
    return [_tab(ask, kind, survey.kinds.get(kind, Total(0))) for kind in ["", *sorted(held, key=_place)]]


def _tab(ask: Ask, kind: str, total: Total) -> Tab:
    return Tab(plural(kind), address(ask.of_kind(kind)), ask.kind == kind, at_least(total))


def _place(kind: str) -> int:
    return KINDS.index(_Kind(kind)) if kind in KINDS else len(KINDS)
