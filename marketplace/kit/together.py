"""Many rows in one statement: for what happens to thousands of things at the same time.

    together.move(pledges, Status.CHARGING, saving=["attempts"])        # one UPDATE, and one INSERT of their history
    together.save(payments, ["gateway_fee_minor"])

They say and refuse what one row says and refuses (`move_to`, `save`). The caller holds the locks of all of them.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from marketplace.kit import arrays
from marketplace.kit.models import Move, Stateful


def move(
    rows: Sequence[Stateful], new: str, *, by: Any = None, party: Any = None, why: str = "", saving: Iterable[str] = ()
) -> None:
    """Let each take this arrow of its chart. saving: columns that change with it. Raises IllegalMove."""
    record([row.moving_to(new, by=by, party=party, why=why) for row in rows])
    save(rows, ["status", *saving])


def record(moves: Sequence[Move]) -> None:
    """Write down steps that were taken in memory (`Stateful.moving_to`), whose rows the caller stores."""
    Move.objects.bulk_create(moves)


def save(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Store these columns of rows of one table."""
    if not rows:
        return
    table: Any = rows[0]._meta
    fields = [table.pk, *(table.get_field(name) for name in columns)]
    names = [connection.ops.quote_name(field.column) for field in fields]
    changes = ", ".join(f"{name} = new.{name}" for name in names[1:])
    given = ", ".join(f"%s::{_type(field)}[]" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table.db_table} AS old SET {changes} FROM unnest({given}) AS new ({', '.join(names)}) "  # noqa: S608
            f"WHERE old.{names[0]} = new.{names[0]}",
            [arrays.of(_value(field, row) for row in rows) for field in fields],
        )


def _type(field: Any) -> str:
    """Without its length: what is cast is cut off in silence, what is stored is refused."""
    return str(field.db_type(connection)).partition("(")[0]


def _value(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return None if value is None else json.dumps(value, cls=field.encoder)
    return field.get_db_prep_save(value, connection)
