"""The months of the event table: made before they begin, dropped when nobody may need them any more.

An event whose month was not made in time lands in `catalog_event_rest`, so that recording never fails; it is moved when
the month is made.
"""

import re
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from marketplace.kit import clock

AHEAD = 3  # months
REST = "catalog_event_rest"

_NAMES = """
    SELECT child.relname FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
    WHERE parent.relname = 'catalog_event'
"""
# Patience for locks ends before anybody who waits for us is told of a deadlock: the next hour tries again.
_MAKE = """
    SET LOCAL lock_timeout = '500ms';
    LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE;
    CREATE TABLE {month} (LIKE catalog_event INCLUDING DEFAULTS);
    INSERT INTO {month} SELECT * FROM {rest} WHERE at >= {start} AND at < {end};
    DELETE FROM {rest} WHERE at >= {start} AND at < {end};
    ALTER TABLE catalog_event ATTACH PARTITION {month} FOR VALUES FROM ({start}) TO ({end})
"""
_DROP = "SET LOCAL lock_timeout = '500ms'; DROP TABLE {month}"


def make_ahead(now: datetime | None = None) -> list[str]:
    """Make this month and the next ones where they are not there; returns the names of those made."""
    first, there = (now or clock.now()).date().replace(day=1), names()
    months = [later(first, count) for count in range(AHEAD + 1)]
    missing = [month for month in months if name_of(month) not in there]
    for month in missing:
        _run(_MAKE, name_of(month), start=_start(month), end=_start(later(month, 1)))
    return [name_of(month) for month in missing]


def drop_old(now: datetime | None = None) -> list[str]:
    """Drop the months before the last `EVENTS_KEPT_MONTHS`; returns their names."""
    first = later((now or clock.now()).date().replace(day=1), -settings.EVENTS_KEPT_MONTHS)
    old = sorted(name for name in names() if re.search(r"_\d{4}_\d\d$", name) and name < name_of(first))
    for name in old:
        _run(_DROP, name)
    _run("DELETE FROM {rest} WHERE at < {start}", start=_start(first))
    return old


def names() -> set[str]:
    """The tables that hold events."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES)
        return {name for (name,) in cursor.fetchall()}


def name_of(month: date) -> str:
    """catalog_event_2026_11"""
    return f"catalog_event_{month:%Y_%m}"


def later(month: date, count: int) -> date:
    """The first day of the month so many months later, or earlier if negative."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def _start(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


@transaction.atomic
def _run(statements: str, month: str = REST, **moments: datetime) -> None:
    tables = {"month": sql.Identifier(month), "rest": sql.Identifier(REST)}
    values = {name: sql.Literal(moment) for name, moment in moments.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statements).format(**tables, **values).as_string())
