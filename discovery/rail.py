"""The filter rail: what can be chosen, what is chosen, and how many results each choice would leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from discovery.figures import at_least
from discovery.search import Ask, Survey, Total
from discovery.search.facets import FACETS, Facet
from discovery.search.interface import PRICE_STEPS
from marketplace.catalog.models import Listing

SHOWN = 6  # options before "show more"
_OPEN_FIRST = ("topic", "price", "open", "level", "funding")  # the others wait closed until they are used
_UNPRICED = {Listing.Kind.PORTFOLIO, Listing.Kind.WORK, Listing.Kind.FUNDRAISER, Listing.Kind.COMPANY}


@dataclass(frozen=True)
class Option:
    """One box to tick."""

    value: str
    label: str
    count: str
    is_set: bool


@dataclass(frozen=True)
class Group:
    """The boxes of one facet; those of `more` are folded away."""

    name: str
    label: str
    options: list[Option]
    more: list[Option] = field(default_factory=list)
    is_open: bool = False
    is_single: bool = False


@dataclass(frozen=True)
class Bar:
    """One step of the spread over the price fields."""

    height: int  # 0 to 100
    is_in: bool


@dataclass(frozen=True)
class Range:
    """The price fields."""

    label: str
    currency: str
    low: int | None
    high: int | None
    bars: list[Bar]
    is_rough: bool  # sums in several currencies are compared


def groups(ask: Ask, survey: Survey) -> list[Group]:
    """The groups of boxes that narrow this search, topics first. One that narrows nothing is left away."""
    made = [_topics(ask, survey), *(_facet(facet, ask, survey) for facet in FACETS.values() if _is_offered(facet, ask))]
    return [group for group in made if group.options]


def price_range(ask: Ask, survey: Survey, currency: str) -> Range | None:
    """The price fields; None where nothing has a price. currency: the viewer's own."""
    if not ask.prices and (ask.kind in _UNPRICED or not any(survey.prices)):
        return None
    shown = ask.prices.currency if ask.prices else currency
    low, high = (ask.prices.low, ask.prices.high) if ask.prices else (None, None)
    return Range(_price_label(ask.kind), shown, low, high, _bars(ask, survey), _is_rough(survey, shown))


def _price_label(kind: str) -> str:
    labels = {str(Listing.Kind.PROJECT): _("Budget"), str(Listing.Kind.PERSON): _("Hourly rate")}
    return labels.get(kind, _("Price or budget"))


def _is_rough(survey: Survey, currency: str) -> bool:
    return set(survey.counts.get("currency", {})) - {currency} != set()


def _bars(ask: Ask, survey: Survey) -> list[Bar]:
    most = max(survey.prices, default=0) or 1
    low = (ask.prices and ask.prices.low_eur) or 0
    high = ask.prices.high_eur if ask.prices else None
    starts, ends = (0, *PRICE_STEPS), (*PRICE_STEPS, None)
    return [
        Bar(round(100 * count / most), ask.prices is not None and _overlaps(start, end, low, high))
        for count, start, end in zip(survey.prices, starts, ends, strict=False)
    ]


def _overlaps(start: int, end: int | None, low: int, high: int | None) -> bool:
    return (end is None or end > low) and (high is None or start <= high)


def _is_offered(facet: Facet, ask: Ask) -> bool:
    return facet.is_offered_for(ask.kind) or bool(ask.values(facet.name))


def _topics(ask: Ask, survey: Survey) -> Group:
    """Topics by how many results they hold, those chosen first. One that all results share narrows nothing."""
    chosen = {topic.slug: topic.name for topic in ask.topics}
    counted = {topic.slug: topic.count for topic in survey.topics}
    others = {
        topic.slug: topic.name
        for topic in survey.topics
        if topic.slug not in chosen and (chosen or survey.narrows(topic.count))
    }
    is_capped = survey.is_capped("topic", is_set=bool(chosen))
    is_counted = "topic" not in survey.uncounted
    options = [
        Option(slug, name, at_least(Total(counted.get(slug, 0), is_capped) if is_counted else None), slug in chosen)
        for slug, name in {**chosen, **others}.items()
    ]
    return _grouped("topic", _("Topic"), options, len(chosen))


def _facet(facet: Facet, ask: Ask, survey: Survey) -> Group:
    chosen = ask.values(facet.name)
    options = [
        Option(value, facet.label_of(value), at_least(count), value in chosen)
        for value in _values(facet, chosen, survey)
        for count in [survey.count(facet.name, value, is_set=bool(chosen))]
    ]
    return _grouped(facet.name, str(facet.label), options, len(chosen), is_single=not facet.several)


def _values(facet: Facet, chosen: tuple[str, ...], survey: Survey) -> Iterable[str]:
    """What is set and what would narrow: a closed list in its order, an open one with the commonest first."""
    if facet.name in survey.uncounted:
        return [*facet.choices, *(value for value in chosen if value not in facet.choices)]
    counts = survey.counts.get(facet.name, {})
    useful = {value for value, count in counts.items() if count and (chosen or survey.narrows(count))} | {*chosen}
    closed = [value for value in facet.choices if value in useful]
    others = {value for value in useful if value not in facet.choices} if facet.accepts_other else set()
    return [*closed, *sorted(others, key=lambda value: (value not in chosen, -counts.get(value, 0), value))]


def _grouped(name: str, label: str, options: list[Option], chosen: int, *, is_single: bool = False) -> Group:
    shown = max(SHOWN, chosen)
    if len(options) <= shown + 2:  # folding one or two away would save nothing
        shown = len(options)
    is_open = bool(chosen) or name in _OPEN_FIRST
    return Group(name, label, options[:shown], options[shown:], is_open, is_single)
