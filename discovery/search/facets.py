"""The filters besides words, kind, topic and price: their names in the address, their labels, their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.catalog import rates
from marketplace.catalog.models import Listing
from marketplace.kit.money import current_locale

_Kind = Listing.Kind
DEALS = frozenset({_Kind.PROJECT, _Kind.PERSON, _Kind.SERVICE})
FUNDING = frozenset({_Kind.FUNDRAISER, _Kind.ROUND})

REMOTE = "remote"


@dataclass(frozen=True)
class Facet:
    """One group of choices. Several of its values widen the result, several facets narrow it."""

    name: str
    label: str | Promise
    kinds: frozenset[str] = frozenset()  # where it is offered; empty: everywhere
    choices: Mapping[str, str | Promise] = field(default_factory=dict)  # a closed list, in its order
    accepts_other: Callable[[str], bool] | None = None  # an open list, whose values come from what is there
    label_other: Callable[[str], str] = str
    several: bool = True

    def accepts(self, value: str) -> bool:
        """Whether this is one of its values."""
        return value in self.choices or bool(self.accepts_other and self.accepts_other(value))

    def label_of(self, value: str) -> str:
        """The value as people read it."""
        return str(self.choices[value]) if value in self.choices else self.label_other(value)

    def is_offered_for(self, kind: str) -> bool:
        """Whether the rail of this kind shows it."""
        return not self.kinds or not kind or kind in self.kinds


def country_name(code: str) -> str:
    """The country as the reader calls it."""
    return str(_locale(current_locale()).territories.get(code, code))


def language_name(code: str) -> str:
    """The language as the reader calls it."""
    return str(_locale(current_locale()).languages.get(code, code)).capitalize()


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code in _locale("en").territories


def _is_language(code: str) -> bool:
    return code in _locale("en").languages


_ALL = (
    Facet("open", _("Open now"), DEALS | FUNDING, {"1": _("Takes answers now")}, several=False),
    Facet(
        "basis",
        _("Terms"),
        DEALS | FUNDING,
        {
            "fixed": _("Fixed price"),
            "hourly": _("By the hour"),
            "reward": _("For a reward"),
            "donation": _("Donation"),
            "presale": _("Pre-sale"),
            "equity": _("For a stake"),
            "revenue": _("Share of revenue"),
            "support": _("Standing support"),
            "series": _("Series"),
        },
    ),
    Facet(
        "level",
        _("Experience"),
        frozenset({_Kind.PROJECT, _Kind.PERSON}),
        {
            "entry": pgettext_lazy("experience", "Entry"),
            "intermediate": _("Intermediate"),
            "expert": pgettext_lazy("experience", "Expert"),
        },
    ),
    Facet(
        "rating",
        _("Rating"),
        frozenset({_Kind.PROJECT, _Kind.PERSON, _Kind.COMPANY, _Kind.SERVICE}),
        {"480": _("4.8 and better"), "450": _("4.5 and better"), "400": _("4.0 and better")},
        several=False,
    ),
    Facet(
        "badge",
        _("Badge"),
        frozenset({_Kind.PERSON, _Kind.COMPANY}),
        {"1": _("Rising and above"), "2": _("Proven and above"), "3": pgettext_lazy("badge", "Outstanding")},
        several=False,
    ),
    Facet(
        "funding",
        _("Funding"),
        FUNDING,
        {
            "ongoing": _("Running now"),
            "nearly": _("Nearly there, 75 % and more"),
            "reached": _("Goal reached"),
            "successful": _("Ended with success"),
            "failed": _("Ended without"),
        },
    ),
    Facet("ends", _("Ends"), frozenset({_Kind.PROJECT}) | FUNDING, {"week": _("Within a week")}, several=False),
    Facet(
        "free",
        _("Free to start"),
        frozenset({_Kind.PERSON}),
        {"now": _("Now"), "fortnight": _("Within two weeks")},
        several=False,
    ),
    Facet(
        "support",
        _("Standing support"),
        frozenset({_Kind.PERSON, _Kind.COMPANY}),
        {"1": _("Can be supported")},
        several=False,
    ),
    Facet("place", _("Place"), frozenset(), {REMOTE: _("Remote")}, _is_country, country_name),
    Facet("language", _("Language"), frozenset(), {}, _is_language, language_name),
    Facet("currency", _("Currency"), DEALS | FUNDING, {}, rates.PER_EURO.__contains__),
)

FACETS: dict[str, Facet] = {facet.name: facet for facet in _ALL}
