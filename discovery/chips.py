"""What is set, each as a link that takes it off again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from moneyed import Money

from discovery.search import Ask, Prices
from discovery.search.facets import FACETS
from discovery.search.params import address
from marketplace.kit.money import currency, format_money


@dataclass(frozen=True)
class Chip:
    """One thing that is set."""

    label: str
    without: Ask

    @property
    def url(self) -> str:
        """The same search without it."""
        return address(self.without)


def chips(ask: Ask) -> list[Chip]:
    """Everything that is set besides the kind and the order, words first."""
    made = [Chip(_("“%(words)s”") % {"words": ask.words}, ask.dropping("words"))] if ask.words else []
    made += [Chip(topic.name, ask.dropping("topic", topic.slug)) for topic in ask.topics]
    return made + filters(ask)


def filters(ask: Ask) -> list[Chip]:
    """What narrows it besides words and topics."""
    made = []
    if ask.prices:
        made.append(Chip(price_label(ask.prices), ask.dropping("price")))
    for name, facet in FACETS.items():
        made += [Chip(_named(name, facet.label_of(value)), ask.dropping(name, value)) for value in ask.values(name)]
    return made


def price_label(prices: Prices) -> str:
    """€200 to €5,000, from €200, up to €5,000."""
    low, high = (None if units is None else _sum(units, prices.currency) for units in (prices.low, prices.high))
    if low and high:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    return _("from %(low)s") % {"low": low} if low else _("up to %(high)s") % {"high": high}


def _sum(units: int, code: str) -> str:
    return format_money(Money(units, currency(code)), whole=True)


def _named(facet: str, label: str) -> str:
    """Values that say little by themselves name their group."""
    patterns = {
        "ends": _("Ends: %(value)s"),
        "free": _("Free: %(value)s"),
        "rating": _("Rated %(value)s"),
    }
    return patterns[facet] % {"value": label[:1].lower() + label[1:]} if facet in patterns else label
