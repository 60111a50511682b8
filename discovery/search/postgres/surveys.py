"""Counting, in one statement and to a limit.

At most LIMIT + 1 matches are looked at, so a count costs the same however large the table is; beyond that the figures
read "500+". Everything and each whole kind are counted in full now and then (see discovery.tallies), because there
people want to know.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from discovery.models import Tally
from discovery.search.ask import Ask
from discovery.search.interface import PRICE_STEPS, Survey, TopicCount, Total
from discovery.search.postgres.conditions import PREFIXES, ends, free, matching, value_of
from discovery.search.postgres.sql import SQL, joined, rows
from marketplace.catalog.models import Listing

LIMIT = 500
TOPICS = 24  # as many as the rail can hold

# A row of a survey: which group, which value, how many, and the name of a topic.
Row = Sequence[Any]


def survey(ask: Ask) -> Survey:
    """See Search.survey."""
    counted = None if ask.names else Tally.objects.filter(kind=ask.kind).first()
    if counted and counted.total > LIMIT:
        return read(counted.rows, None)
    found = read(rows(statement(ask, LIMIT)), LIMIT)
    return replace(found, kinds=_each_kind(ask, found.kinds[""])) if found.kinds[""].is_more else found


def _each_kind(ask: Ask, everything: Total) -> dict[str, Total]:
    """Each kind counted for itself, where together they are more than are looked at."""
    kinds = Listing.Kind.values
    return {"": everything, **dict(zip(kinds, totals([ask.of_kind(kind) for kind in kinds]), strict=True))}


def totals(asks: Sequence[Ask]) -> list[Total]:
    """See Search.totals."""
    if not asks:
        return []
    counts = [
        SQL("(SELECT count(*) FROM (SELECT 1") + matching(ask) + SQL("LIMIT %s) AS x)", (LIMIT + 1,)) for ask in asks
    ]
    return [_total(count, LIMIT) for count in rows(SQL("SELECT") + joined(", ", counts))[0]]


def _total(count: int, limit: int | None) -> Total:
    return Total(count) if limit is None else Total(min(count, limit), count > limit)


def statement(ask: Ask, limit: int | None) -> SQL:
    """The whole count: rows of group, value, number, name. limit None: count everything, however long it takes."""
    without = [name for name in ("kind", "topic", *ask.chosen) if name in ask.names or (name == "kind" and ask.kind)]
    arms = [_arm("found", ask, "", limit), *(_arm(f"without_{name}", ask, name, limit) for name in without)]
    groups = [*_groups_of_found(), *(group for name in without for group in _groups_without(name))]
    return SQL("WITH") + joined(", ", arms) + joined(" UNION ALL ", groups)


def read(found: Iterable[Row], limit: int | None) -> Survey:
    """The rows of a statement as figures, cut at the limit."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    topics: dict[str, list[TopicCount]] = defaultdict(list)
    sizes: dict[str, int] = {}
    # A count without its own filter takes the place of the one with it.
    for group, value, number, name in sorted(found, key=lambda row: row[0].startswith("without_")):
        if group == "size":
            sizes[value] = number
        elif group.endswith("topic"):
            topics[group].append(TopicCount(value, name, number))
        else:
            _take(counts, group, value, number)
    sums = {name.removeprefix("without_"): _total(size, limit) for name, size in sizes.items()}
    total = sums.pop("found")
    everything = sums.get("kind", total)
    return Survey(
        total=total,
        kinds={"": everything, **{kind: Total(count) for kind, count in counts["kind"].items()}},
        counts=dict(counts),
        topics=topics.get("without_topic_topic") or topics["found_topic"],
        prices=[counts["price"].get(str(step), 0) for step in range(len(PRICE_STEPS) + 1)],
        capped=frozenset({name for name, one in {**sums, "total": total}.items() if one.is_more}),
    )


def _take(counts: dict[str, dict[str, int]], group: str, value: str, number: int) -> None:
    """One figure: of a tag, or of a group whose values stand for themselves."""
    facet, own = value_of(value) if group.endswith("tag") else (group.removeprefix("without_"), value)
    counts[facet][own] = number


def _arm(name: str, ask: Ask, but: str, limit: int | None) -> SQL:
    most = SQL("") if limit is None else SQL("LIMIT %s", (limit + 1,))
    columns = "tags, lineage, price_eur, kind, is_open, closes_at, free_from"
    return SQL(f"{name} AS MATERIALIZED (SELECT {columns}") + matching(ask, but=but) + most + SQL(")")


def _groups_of_found() -> list[SQL]:
    steps = ", ".join(str(step) for step in PRICE_STEPS)
    bar = f"width_bucket(price_eur, ARRAY[{steps}]::bigint[])::text"
    return [
        _size("found"),
        SQL("SELECT 'tag', tag, count(*), '' FROM (SELECT unnest(tags) AS tag FROM found) AS t GROUP BY tag"),
        _topics("found"),
        SQL(f"SELECT 'price', {bar}, count(*), '' FROM found WHERE price_eur IS NOT NULL GROUP BY 2"),
        *_moments("found", "free"),
        *_moments("found", "ends"),
    ]


def _groups_without(name: str) -> list[SQL]:
    arm = f"without_{name}"
    if name == "topic":
        return [_size(arm), _topics(arm)]
    if name in ("free", "ends"):
        return [_size(arm), *_moments(arm, name)]
    wanted = ["open"] if name == "open" else [f"{PREFIXES[name]}%", *(["remote"] if name == "place" else [])]
    tags = SQL(f"SELECT 'without_tag', tag, count(*), '' FROM (SELECT unnest(tags) AS tag FROM {arm}) AS t")
    return [_size(arm), tags + SQL("WHERE tag LIKE ANY(%s) GROUP BY tag", (wanted,))]


def _size(arm: str) -> SQL:
    return SQL(f"SELECT 'size' AS facet, '{arm}' AS value, count(*), '' AS name FROM {arm}")


def _topics(arm: str) -> SQL:
    """The topics with most results, by name; those that all results share narrow nothing, but say where one is."""
    counted = f"SELECT unnest(lineage) AS id, count(*) AS n FROM {arm} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOPICS}"
    return SQL(
        f"(SELECT '{arm}_topic', slug, n, catalog_topic.name FROM ({counted}) AS t"
        " JOIN catalog_topic USING (id) ORDER BY n DESC, catalog_topic.name)"
    )


def _moments(arm: str, facet: str) -> list[SQL]:
    group = arm.removeprefix("found") or facet
    return [
        SQL(f"SELECT '{group}', '{value}', count(*), '' FROM {arm} WHERE") + condition(value)
        for value, condition in _MOMENTS[facet].items()
    ]


_MOMENTS: dict[str, dict[str, Callable[[str], SQL]]] = {
    "free": {"now": free, "fortnight": free},
    "ends": {"week": ends},
}
