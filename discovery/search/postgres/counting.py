"""The statement that counts a search by everything, in one pass over at most so many matches.

It gives rows of group, value, number and name. The matches themselves are looked up once; where they are few, each
filter that is set is looked at once more without itself, so that its other values can say what they would add.
"""

from collections.abc import Callable

from discovery.search.ask import Ask
from discovery.search.interface import PRICE_STEPS
from discovery.search.postgres.conditions import BADGE, SUPPORT, ends, free, matching, query
from discovery.search.postgres.sql import SQL, joined
from discovery.search.sorts import RELEVANCE

TOPICS = 24  # as many as the rail can hold

_COLUMNS = (
    "kind, level, basis, language, currency, country, is_remote, is_open, rating, tags, lineage, price_eur, closes_at,"
    f" free_from, {BADGE} AS badge, ({SUPPORT}) AS takes_support"
)
# Facets that are a column of their own: how their value is written. The others are worked out below.
_PLAIN = {
    "kind": "kind",
    "level": "level",
    "basis": "basis",
    "language": "language",
    "currency": "currency",
    "place": "country",
    "remote": "CASE WHEN is_remote THEN 'remote' END",
    "open": "CASE WHEN is_open THEN '1' END",
    "support": "CASE WHEN takes_support THEN '1' END",
}
_RATINGS = ("480", "450", "400")
_BADGES = ("1", "2", "3")


def statement(ask: Ask, limit: int | None, *, ranked: int = 0) -> SQL:
    """Count the matches up to the limit (None: all of them), and give the `ranked` most relevant of those looked at."""
    without = [name for name in ("kind", "topic", *ask.chosen) if name in ask.names or (name == "kind" and ask.kind)]
    arms = [_found(ask, limit, is_ranked=ranked > 0), _few(limit)]
    arms += [_arm(f"without_{name}", ask, name, limit) for name in without]
    groups = [_size("found"), *_plain("found", list(_PLAIN)), *_ratings("found"), *_badges("found"), *_funding("found")]
    groups += [*_moments("found", "free"), *_moments("found", "ends"), _prices(), _topics("found")]
    groups += [group for name in without for group in _groups_without(name)]
    if ranked:
        groups += _hits(ranked)
    return SQL("WITH") + joined(", ", arms) + joined(" UNION ALL ", groups)


def _found(ask: Ask, limit: int | None, *, is_ranked: bool) -> SQL:
    """The matches that are looked at; for ranking the newest, which costs a little more to find."""
    columns = SQL(f"SELECT {_COLUMNS}")
    order = SQL("")
    if is_ranked:
        columns += rank(ask.words)
        order = SQL("ORDER BY published_at DESC, id DESC")
    return SQL("found AS MATERIALIZED (") + columns + matching(ask) + order + _most(limit) + SQL(")")


def rank(words: str) -> SQL:
    """Columns that say how well a listing fits the words: its id, its moments and a whole number."""
    return SQL(", id, updated_at, published_at, (ts_rank(search,") + query(words) + SQL(") * 10000)::int AS rank")


def _few(limit: int | None) -> SQL:
    """Whether all matches were looked at. If not, what a filter hides is not looked at: there is too much as it is."""
    is_few = SQL("true") if limit is None else SQL("(SELECT count(*) FROM found) <= %s", (limit,))
    return SQL("few AS MATERIALIZED (SELECT") + is_few + SQL("AS yes)")


def _arm(name: str, ask: Ask, but: str, limit: int | None) -> SQL:
    where = joined(" AND ", [matching(ask, but=but), SQL("(SELECT yes FROM few)")])
    return SQL(f"{name} AS MATERIALIZED (SELECT {_COLUMNS}") + where + _most(limit) + SQL(")")


def _most(limit: int | None) -> SQL:
    return SQL("") if limit is None else SQL("LIMIT %s", (limit + 1,))


def _groups_without(name: str) -> list[SQL]:
    arm = f"without_{name}"
    if name in _PLAIN:
        counted = _plain(arm, [name, "remote"] if name == "place" else [name])
    elif name == "topic":
        counted = [_topics(arm)]
    else:
        own = {"rating": _ratings, "funding": _funding, "badge": _badges}
        counted = own[name](arm) if name in own else _moments(arm, name)
    return [_size(arm), *counted]


def _size(arm: str) -> SQL:
    return SQL(f"SELECT 'size' AS facet, '{arm}' AS value, count(*) AS number, '' AS name FROM {arm}")


def _plain(arm: str, facets: list[str]) -> list[SQL]:
    """Columns counted by their values, all in one pass."""
    named = [f"{_PLAIN[facet]} AS {facet}" for facet in facets]
    which = " ".join(f"WHEN GROUPING({facet}) = 0 THEN '{_group(arm, facet)}'" for facet in facets)
    sets = ", ".join(f"({facet})" for facet in facets)
    return [
        SQL(
            f"SELECT CASE {which} END, COALESCE({', '.join(facets)}), count(*), '' FROM (SELECT {', '.join(named)}"
            f" FROM {arm}) AS plain GROUP BY GROUPING SETS ({sets}) HAVING COALESCE({', '.join(facets)}) <> ''"
        )
    ]


def _group(arm: str, facet: str) -> str:
    """What the rows of a facet are called: as the facet itself, or marked as counted without it."""
    own = "place" if facet == "remote" else facet
    return own if arm == "found" else f"without_{own}"


def _ratings(arm: str) -> list[SQL]:
    group = _group(arm, "rating")
    return [SQL(f"SELECT '{group}', '{least}', count(*), '' FROM {arm} WHERE rating >= {least}") for least in _RATINGS]


def _badges(arm: str) -> list[SQL]:
    group = _group(arm, "badge")
    return [
        SQL(f"SELECT '{group}', '{least}', count(*), '' FROM {arm} WHERE badge >= '{least}'::jsonb")
        for least in _BADGES
    ]


def _funding(arm: str) -> list[SQL]:
    tags = f"SELECT unnest(tags) AS tag FROM {arm} WHERE kind IN ('fundraiser', 'round')"
    return [
        SQL(
            f"SELECT '{_group(arm, 'funding')}', substr(tag, 9), count(*), '' FROM ({tags}) AS funds"
            " WHERE starts_with(tag, 'funding:') GROUP BY tag"
        )
    ]


def _prices() -> SQL:
    steps = ", ".join(str(step) for step in PRICE_STEPS)
    bar = f"width_bucket(price_eur, ARRAY[{steps}]::bigint[])"
    return SQL(f"SELECT 'price', {bar}::text, count(*), '' FROM found WHERE price_eur IS NOT NULL GROUP BY {bar}")


def _topics(arm: str) -> SQL:
    """The topics with most results, by name."""
    counted = f"SELECT unnest(lineage) AS id, count(*) AS n FROM {arm} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOPICS}"
    return SQL(
        f"(SELECT '{_group(arm, 'topic')}', slug, n, catalog_topic.name FROM ({counted}) AS t"
        " JOIN catalog_topic USING (id) ORDER BY n DESC, catalog_topic.name)"
    )


def _moments(arm: str, facet: str) -> list[SQL]:
    """Facets that depend on the day."""
    return [
        SQL(f"SELECT '{_group(arm, facet)}', '{value}', count(*), '' FROM {arm} WHERE") + condition(value)
        for value, condition in _MOMENTS[facet].items()
    ]


_MOMENTS: dict[str, dict[str, Callable[[str], SQL]]] = {
    "free": {"now": free, "fortnight": free},
    "ends": {"week": ends},
}


def _hits(most: int) -> list[SQL]:
    """The most relevant, and the oldest that was ranked, each with when it changed and when it was published."""
    moments = "updated_at::text || '|' || published_at::text"
    return [
        SQL(f"(SELECT 'hit', id::text, rank, {moments} FROM found {BY_RELEVANCE} LIMIT %s)", (most,)),
        SQL(f"(SELECT 'edge', id::text, 0, {moments} FROM found ORDER BY published_at, id LIMIT 1)"),
    ]


BY_RELEVANCE = "ORDER BY rank DESC, found.published_at DESC, found.id DESC"


def is_ranked(ask: Ask) -> bool:
    """Whether the first page of this search comes with its count."""
    return ask.order == RELEVANCE
