"""From what is asked to conditions on the listings' table, one for each thing that is set."""

from datetime import timedelta

from discovery.search.ask import Ask, Prices
from discovery.search.facets import REMOTE
from discovery.search.postgres.sql import SQL, joined
from marketplace.catalog import text
from marketplace.kit import clock

LISTINGS = "FROM catalog_listing WHERE is_live"

# How the values of a facet are written in listing.tags (see catalog.models.found).
PREFIXES = {
    "kind": "kind:",
    "basis": "basis:",
    "level": "level:",
    "rating": "rated:",
    "funding": "funding:",
    "place": "country:",
    "language": "language:",
    "currency": "currency:",
}
_WHOLE = {("open", "1"): "open", ("place", REMOTE): "remote"}

WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)


def tag(facet: str, value: str) -> str:
    """The tag of a facet's value."""
    return _WHOLE.get((facet, value)) or PREFIXES[facet] + value


def query(words: str) -> SQL:
    """The words as a text query: "phrases", -exclusions and `or` as people know them; it never fails."""
    return SQL(f"websearch_to_tsquery('{text.CONFIG}', %s)", (text.fold(words),))


def conditions(ask: Ask) -> dict[str, SQL]:
    """A condition for each thing that is set, by its name."""
    made = {}
    if ask.words:
        made["words"] = SQL("search @@") + query(ask.words)
    if ask.kind:
        made["kind"] = _kind(ask)
    if ask.topics:
        made["topic"] = SQL("lineage && %s::int[]", ([topic.pk for topic in ask.topics],))
    if ask.prices:
        made["price"] = _prices(ask.prices)
    for facet, values in ask.chosen.items():
        made[facet] = _OWN[facet](values[0]) if facet in _OWN else _tagged(facet, values)
    return made


def matching(ask: Ask, *, but: str = "") -> SQL:
    """`FROM … WHERE …` for everything that is asked, but one thing."""
    kept = [condition for name, condition in conditions(ask).items() if name != but]
    return joined(" AND ", [SQL(LISTINGS), *kept])


def _kind(ask: Ask) -> SQL:
    """Beside words or topics as a tag, so that one look into one index does for all; else by the orders of the kind."""
    if ask.words or ask.topics:
        return SQL("tags @> %s", ([tag("kind", ask.kind)],))
    return SQL("kind = %s", (ask.kind,))


def _tagged(facet: str, values: tuple[str, ...]) -> SQL:
    return SQL("tags && %s", ([tag(facet, value) for value in values],))


def _prices(prices: Prices) -> SQL:
    """Listings whose own range overlaps the asked one. Their upper end is worked out from the two columns' ratio."""
    parts = [SQL("price_eur IS NOT NULL")]
    if prices.high is not None:
        parts.append(SQL("price_eur <= %s", (prices.high_eur,)))
    if prices.low is not None:
        upper = "price_eur * COALESCE(price_high, price_low)::numeric / NULLIF(price_low, 0)"
        parts.append(SQL(f"COALESCE({upper}, price_eur) >= %s", (prices.low_eur,)))
    return joined(" AND ", parts)


# Conditions that depend on the day, or on what a card alone says, are no tags.


def ends(_value: str) -> SQL:
    """Open, and closed within a week."""
    now = clock.now()
    return SQL("is_open AND closes_at > %s AND closes_at <= %s", (now, now + WEEK))


def free(value: str) -> SQL:
    """A person who takes work and can start by then."""
    by = clock.today() + (FORTNIGHT if value == "fortnight" else timedelta())
    return SQL("kind = 'person' AND is_open AND (free_from IS NULL OR free_from <= %s)", (by,))


def badge(value: str) -> SQL:
    """A person or a company that holds at least this rung of the ladder of badges."""
    return SQL(f"{BADGE} >= %s::jsonb", (value,))


BADGE = "CASE WHEN kind IN ('person', 'company') THEN facts -> 'badge' END"  # a number, or null

SUPPORT = "kind IN ('person', 'company') AND facts ->> 'support' IS NOT NULL"


def support(_value: str) -> SQL:
    """A person or a company that takes supporters."""
    return SQL(SUPPORT)


_OWN = {"ends": ends, "free": free, "badge": badge, "support": support}
