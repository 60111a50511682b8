"""A search as an address, and an address as a search. The address is the whole state of the page.

Nothing in an address can make the page fail: what is not understood is left out, and the reader is told so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from discovery.search.ask import Ask, Prices
from discovery.search.facets import FACETS, Facet
from discovery.search.sorts import LABELS
from marketplace.catalog import rates
from marketplace.catalog.models import Listing, Topic

LONGEST = 200  # characters of words that are searched
MOST = 20  # values of one filter
_DEAREST = 1_000_000_000  # whole units; beyond it is no price
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_CENTS = re.compile(r"[.,]\d{1,2}$")


@dataclass(frozen=True)
class Asked:
    """What an address asks for, and what of it could not be taken."""

    ask: Ask
    after: str = ""
    is_exact: bool = False  # the words are meant as they stand
    left_out: tuple[str, ...] = ()  # names of parameters whose values were not understood
    was_cut: bool = False  # the words were too long


def read(given: QueryDict) -> Asked:
    """The search of an address. Parameters that belong to nobody (campaign tags) are passed over in silence."""
    left_out: list[str] = []
    words = clean(given.get("q", ""))
    ask = Ask(
        words=words[:LONGEST].strip(),
        kind=_one_of(given, "kind", Listing.Kind.values, left_out),
        topics=_topics(given, left_out),
        chosen=dict(_chosen(given, left_out)),
        prices=_prices(given, left_out),
        sort=_one_of(given, "sort", LABELS, left_out),
    )
    return Asked(ask, given.get("after", ""), bool(given.get("exact")), tuple(left_out), len(words) > LONGEST)


def pairs(ask: Ask) -> list[tuple[str, str]]:
    """The search as name and value, always in the same order, so that one search has one address."""
    made = [("q", ask.words), ("kind", ask.kind), *(("topic", topic.slug) for topic in ask.topics)]
    made += [(name, value) for name in FACETS for value in ask.values(name)]
    if ask.prices:
        bounds = (("min", ask.prices.low), ("max", ask.prices.high))
        made += [(name, str(value)) for name, value in bounds if value is not None]
        made.append(("money", ask.prices.currency))
    made.append(("sort", ask.sort))
    return [(name, value) for name, value in made if value]


def address(ask: Ask, *, to: str = "discovery:discover", **extra: str) -> str:
    """Where this search is shown. to: the name of the page; extra: further parameters, empty ones left away."""
    query = urlencode([*pairs(ask), *((name, value) for name, value in extra.items() if value)])
    return f"{reverse(to)}?{query}" if query else reverse(to)


def clean(words: str) -> str:
    """On one line, without what is no text."""
    return " ".join(_NOT_TEXT.sub(" ", words).split())


def _one_of(given: QueryDict, name: str, known: Iterable[str], left_out: list[str]) -> str:
    value = given.get(name, "")
    if value and value not in known:
        left_out.append(name)
        return ""
    return value


def _topics(given: QueryDict, left_out: list[str]) -> tuple[Topic, ...]:
    slugs = [clean(slug) for slug in given.getlist("topic") if slug][:MOST]
    if not slugs:
        return ()
    found = Topic.objects.in_bulk(set(slugs), field_name="slug")
    if len(found) < len(set(slugs)):
        left_out.append("topic")
    return tuple(found[slug] for slug in dict.fromkeys(slugs) if slug in found)


def _chosen(given: QueryDict, left_out: list[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for name, facet in FACETS.items():
        values = _accepted(facet, given.getlist(name), left_out)
        if values:
            yield name, values if facet.several else values[:1]


def _accepted(facet: Facet, values: list[str], left_out: list[str]) -> tuple[str, ...]:
    asked = [value for value in dict.fromkeys(values) if value][:MOST]
    known = tuple(value for value in asked if facet.accepts(value))
    if len(known) < len(asked):
        left_out.append(facet.name)
    return known


def _prices(given: QueryDict, left_out: list[str]) -> Prices | None:
    low, high = (_price(given, name, left_out) for name in ("min", "max"))
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    currency = given.get("money", "EUR").upper()
    if currency not in rates.PER_EURO:
        left_out.append("money")
        currency = "EUR"
    return Prices(low, high, currency)


def _price(given: QueryDict, name: str, left_out: list[str]) -> int | None:
    """Whole units from what people write: 5000, 5,000, 5.000,50."""
    typed = given.get(name, "").strip()
    if not typed:
        return None
    digits = re.sub(r"[\s.,'’]", "", _CENTS.sub("", typed))
    digits = digits.lstrip("0") or digits[:1]
    if not digits.isascii() or not digits.isdigit() or int(digits[:12]) > _DEAREST:
        left_out.append(name)
        return None
    return int(digits)
