"""Counting to a limit.

At most LIMIT + 1 matches are looked at, so a count costs the same however large the table is; beyond that the figures
read "500+". Everything and each whole kind are counted in full now and then (see discovery.tallies), because there
people want to know.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from discovery.models import Tally
from discovery.search.ask import Ask
from discovery.search.interface import PRICE_STEPS, Survey, TopicCount, Total
from discovery.search.offered import KINDS
from discovery.search.postgres.conditions import matching
from discovery.search.postgres.counting import statement
from discovery.search.postgres.sql import SQL, joined, rows

LIMIT = 500

# A row of a count: which group, which value, how many, and the name of a topic.
Row = Sequence[Any]


def survey(ask: Ask) -> Survey:
    """See Search.survey."""
    return tallied(ask) or complete(ask, rows(statement(ask, LIMIT)))


def tallied(ask: Ask) -> Survey | None:
    """The count of everything or of a whole kind, where that was too much to count on the spot."""
    counted = None if ask.names else Tally.objects.filter(kind=ask.kind).first()
    return read(counted.rows, None) if counted and counted.total > LIMIT else None


def complete(ask: Ask, found: Iterable[Row]) -> Survey:
    """The rows of a statement as a survey, with each kind counted for itself where together they are too many."""
    made = read(found, LIMIT)
    if not made.total.is_more and not made.kinds[""].is_more:
        return made
    others = [kind for kind in KINDS if kind != ask.kind]
    kinds = dict(zip(map(str, others), totals([ask.of_kind(kind) for kind in others]), strict=True))
    everything = Total(LIMIT, is_more=True)
    return replace(made, kinds={"": everything, **kinds, **({ask.kind: made.total} if ask.kind else {})})


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


def read(found: Iterable[Row], limit: int | None) -> Survey:
    """The rows of a statement as figures, cut at the limit."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    topics: dict[str, list[TopicCount]] = defaultdict(list)
    for group, value, number, name in found:
        most = number if limit is None else min(number, limit + (group == "size"))
        if group.endswith("topic"):
            topics[group].append(TopicCount(value, name, most))
        else:
            counts[group][value] = most
    sums = {name.removeprefix("without_"): _total(size, limit) for name, size in counts.pop("size").items()}
    total = sums.pop("found")
    return Survey(
        total=total,
        kinds=_kinds(counts, sums.get("kind", total)),
        counts=_without_themselves(counts),
        topics=topics.get("without_topic") or topics["topic"],
        prices=[counts["price"].get(str(step), 0) for step in range(len(PRICE_STEPS) + 1)],
        capped=frozenset({name for name, one in {**sums, "total": total}.items() if one.is_more}),
        uncounted=frozenset(sums) if total.is_more else frozenset(),
    )


def _kinds(counts: dict[str, dict[str, int]], everything: Total) -> dict[str, Total]:
    kinds = counts.get("without_kind") or counts["kind"]
    return {"": everything, **{kind: Total(count) for kind, count in kinds.items()}}


def _without_themselves(counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """A count without its own filter takes the place of the one with it."""
    plain = {group: values for group, values in counts.items() if not group.startswith("without_")}
    marked = {group.removeprefix("without_"): values for group, values in counts.items() if group not in plain}
    return {**plain, **marked}
