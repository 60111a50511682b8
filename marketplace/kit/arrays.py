"""Thousands of values as one parameter of a query: written one by one, they take longer to hand over than to look up.

Mute.objects.filter(user__in=arrays.among(users))
cursor.execute("INSERT … SELECT * FROM unnest(%s::uuid[], %s::timestamptz[])", [arrays.of(ids), arrays.of(moments)])
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models.expressions import RawSQL

Value = UUID | datetime | str | int | None


def of(values: Iterable[Value]) -> str:
    """The values as Postgres writes an array; `None` is NULL."""
    return "{" + ",".join(map(_written, values)) + "}"


def among(ids: Iterable[UUID]) -> RawSQL:
    """What a column of ids may be one of: `filter(pk__in=arrays.among(ids))`."""
    return RawSQL("SELECT unnest(%s::uuid[])", [of(ids)])


def _written(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", r"\\").replace('"', r"\"")
        return f'"{escaped}"'
    return value.isoformat() if isinstance(value, datetime) else str(value)
