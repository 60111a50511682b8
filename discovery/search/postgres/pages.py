"""One page of results. Every order counts down a key that is never null, so a page begins where (key, id) is less.

Relevance is worked out over the newest RANKED matches alone: the cost of a page then does not grow with the table. What
is older follows after them, newest first. The page says where ranking stopped (its edge), so that the next page ranks
the same rows.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from discovery.search import cursors
from discovery.search.ask import Ask
from discovery.search.cursors import Place
from discovery.search.interface import Hits
from discovery.search.postgres.conditions import matching
from discovery.search.postgres.counting import BY_RELEVANCE, rank
from discovery.search.postgres.sql import SQL, joined, rows
from discovery.search.postgres.surveys import LIMIT
from discovery.search.sorts import RELEVANCE
from marketplace.catalog.models import Found
from marketplace.catalog.models.found import KEYS

RANKED = LIMIT + 1  # as many as a count looks at


def page(ask: Ask, *, after: str, size: int) -> Hits:
    """See Search.page."""
    place = cursors.read(ask.order, after)
    if ask.order == RELEVANCE:
        return _by_relevance(ask, place, size)
    return _hits(ask, rows(_ordered(ask, _key(ask), place.keys if place else (), size + 1)), place, size)


def firsts(asks: Sequence[Ask], size: int) -> list[list[Found]]:
    """See Search.firsts. In the order of the sort alone: relevance needs a page of its own."""
    found: list[list[Found]] = [[] for _ in asks]
    arms = [_arm(place, ask, size) for place, ask in enumerate(asks)]
    for place, *one in rows(joined(" UNION ALL ", arms)) if arms else ():
        found[place].append(Found(*one))
    return found


def _arm(place: int, ask: Ask, size: int) -> SQL:
    return (
        SQL(f"(SELECT {place}, id, updated_at FROM (") + _ordered(ask, _key(ask), (), size) + SQL(f") AS arm{place})")
    )


def _key(ask: Ask) -> str:
    return f"({KEYS[ask.order]})" if ask.order in KEYS else "published_at"


def _ordered(ask: Ask, key: str, keys: tuple[Any, ...], limit: int) -> SQL:
    """Rows of id, moment of change and key."""
    where = [matching(ask)]
    if keys:
        where.append(SQL(f"({key}, id) < (%s, %s)", keys))
    order = SQL(f"ORDER BY {key} DESC, id DESC LIMIT %s", (limit,))
    return SQL(f"SELECT id, updated_at, {key}") + joined(" AND ", where) + order


def _hits(ask: Ask, found: list[tuple[Any, ...]], place: Place | None, size: int) -> Hits:
    """found: id, change and key of each row, one more than the page holds if there are more."""
    before = place.shown if place else 0
    kept = found[:size]
    following = ""
    if len(found) > size:
        last_id, _changed, key = kept[-1]
        edge = place.edge if place else None
        following = cursors.write(ask.order, Place((key, last_id), before + size, edge, is_past_edge=edge is not None))
    return Hits(_all(kept), following, before)


def _by_relevance(ask: Ask, place: Place | None, size: int) -> Hits:
    if place and place.is_past_edge:
        return _hits(ask, rows(_ordered(ask, "published_at", place.keys, size + 1)), place, size)
    ranked = rows(_ranked(ask, place, size + 1))
    start = Place((), place.shown if place else 0, place.edge if place else _edge(ranked))
    return turned(ask, ranked, start, size)


def turned(ask: Ask, ranked: list[tuple[Any, ...]], start: Place, size: int) -> Hits:
    """A page of ranked rows (id, change, rank, moment), of which one more than it holds if there are more."""
    if len(ranked) > size:
        return _ranked_hits(ask, ranked[:size], start)
    if start.edge is None:
        return Hits(_all(ranked), "", start.shown)
    return _over_the_edge(ask, ranked, start, size)


def _ranked(ask: Ask, place: Place | None, limit: int) -> SQL:
    """Rows of id, change, rank, moment; then where ranking stopped, and over how many rows it went."""
    where = [matching(ask)]
    if place and place.edge:
        where.append(SQL("(published_at, id) >= (%s, %s)", place.edge))
    newest = SQL("ORDER BY published_at DESC, id DESC LIMIT %s", (RANKED,))
    # A page that begins after an edge ranks all that lies before it, and nothing that came since is lost.
    candidates = joined(" AND ", where) + (SQL("") if place and place.edge else newest)
    after = SQL("WHERE (rank, published_at, id) < (%s, %s, %s)", place.keys) if place else SQL("")
    return (
        SQL("WITH found AS MATERIALIZED (SELECT kind")
        + rank(ask.words)
        + candidates
        + SQL("), edge AS (SELECT published_at, id, (SELECT count(*) FROM found) FROM found")
        + SQL("ORDER BY published_at, id LIMIT 1)")
        + SQL("SELECT id, updated_at, rank, published_at, (SELECT published_at FROM edge), (SELECT id FROM edge),")
        + SQL("(SELECT count FROM edge) FROM found")
        + after
        + SQL(f"{BY_RELEVANCE} LIMIT %s", (limit,))
    )


def _edge(ranked: list[tuple[Any, ...]]) -> Any:
    """Where ranking stopped; None where it went over everything."""
    return ranked[0][4:6] if ranked and ranked[0][6] >= RANKED else None


def _ranked_hits(ask: Ask, ranked: list[tuple[Any, ...]], start: Place) -> Hits:
    last_id, _changed, rank, moment = ranked[-1][:4]
    place = Place((rank, moment, last_id), start.shown + len(ranked), start.edge)
    return Hits(_all(ranked), cursors.write(ask.order, place), start.shown)


def _over_the_edge(ask: Ask, ranked: list[tuple[Any, ...]], start: Place, size: int) -> Hits:
    """The last ranked rows, and after them the first of the older ones."""
    room = size - len(ranked)
    edge = start.edge or ()
    older = rows(_ordered(ask, "published_at", edge, room + 1))
    shown = start.shown + len(ranked)
    if room == 0:
        following = cursors.write(ask.order, Place(edge, shown, start.edge, is_past_edge=True)) if older else ""
        return Hits(_all(ranked), following, start.shown)
    rest = _hits(ask, older, Place((), shown, start.edge), room)
    return Hits([*_all(ranked), *rest.found], rest.following, start.shown)


def _all(found: Iterable[tuple[Any, ...]]) -> list[Found]:
    return [Found(*row[:2]) for row in found]
