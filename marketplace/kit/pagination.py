"""Keyset pagination: "what comes after this row" instead of "skip 10,000 rows".

    page = page_of(Listing.objects.live(), order=["-published_at", "-id"], after=request.GET.get("after"))
    page.items, page.next_cursor

Every page costs the same, and a row that is added meanwhile neither repeats nor hides another. The order must end in a
unique column. A column that may be null is given as `F("rating").desc(nulls_last=True)`, so that the place of the nulls
is written down. A computed float must be cast (`Cast(rank, FloatField())`): a float4 does not equal its own text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and where the next ones begin; `next_cursor` is empty on the last page."""

    items: list[Row]
    next_cursor: str = ""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Column:
    """One part of an order: the field's path, its direction, and where its nulls stand (None: it has none)."""

    path: str
    descending: bool
    nulls_last: bool | None

    def as_order(self) -> OrderBy:
        last, first = self.nulls_last or None, (self.nulls_last is False) or None
        return OrderBy(F(self.path), descending=self.descending, nulls_last=last, nulls_first=first)

    def of(self, row: Any) -> Any:
        for name in self.path.split("__"):
            row = None if row is None else getattr(row, name)
        return row

    def equals(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def follows(self, value: Any) -> Q:
        """Rows that stand after this value in this column alone."""
        if value is None:
            return NOWHERE if self.nulls_last else Q(**{f"{self.path}__isnull": False})
        after = Q(**{f"{self.path}__{'lt' if self.descending else 'gt'}": value})
        return after | Q(**{f"{self.path}__isnull": True}) if self.nulls_last else after


NOWHERE = Q(pk__in=[])


def page_of(
    rows: "QuerySet[Row]", *, order: Sequence[str | OrderBy], after: str | None = None, size: int = 24
) -> Page[Row]:
    """The rows after the cursor in this order. A cursor that is not ours, or of another order, gives the first page."""
    columns = [_column(part) for part in order]
    place = _read(after, columns)
    if place is not None:
        rows = rows.filter(_following(columns, place))
    items = list(rows.order_by(*(column.as_order() for column in columns))[: size + 1])
    if len(items) <= size:
        return Page(items)
    items.pop()
    return Page(items, _write(items[-1], columns))


def _column(part: str | OrderBy) -> Column:
    if isinstance(part, str):
        return Column(part.removeprefix("-"), part.startswith("-"), None)
    if not isinstance(part.expression, F):
        raise TypeError("An order is made of columns and annotations: annotate the expression and order by its name.")
    nulls = True if part.nulls_last else False if part.nulls_first else None
    path: str = getattr(part.expression, "name")  # noqa: B009  (the stubs do not know it)
    return Column(path, part.descending, nulls)


def _following(columns: Sequence[Column], place: Sequence[Any]) -> Any:
    """After the place: one row comparison where the order allows it, because an index then skips all ties."""
    one_way = len({column.descending for column in columns}) == 1
    if one_way and all(column.nulls_last is None for column in columns):
        compare = LessThan if columns[0].descending else GreaterThan
        return compare(_row(F(column.path) for column in columns), _row(Value(value) for value in place))
    following, tied = NOWHERE, Q()
    for column, value in zip(columns, place, strict=True):
        following |= tied & column.follows(value)
        tied &= column.equals(value)
    return following


def _row(parts: Any) -> Func:
    return Func(*parts, function="ROW", output_field=BooleanField())


# A cursor is signed with its order, so that no value reaches the database that did not come from there.

_READ: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "UUID": UUID,
    "Decimal": Decimal,
}


def _signer(columns: Sequence[Column]) -> signing.Signer:
    return signing.Signer(salt=f"page:{columns}")


def _write(row: Any, columns: Sequence[Column]) -> str:
    return _signer(columns).sign_object([_packed(column.of(row)) for column in columns])


def _read(cursor: str | None, columns: Sequence[Column]) -> list[Any] | None:
    if not cursor:
        return None
    try:
        packed = _signer(columns).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        return None
    return [_READ[one[0]](one[1]) if isinstance(one, list) else one for one in packed]


def _packed(value: Any) -> Any:
    name = type(value).__name__
    if name not in _READ:
        return value
    return [name, value.isoformat() if isinstance(value, date) else str(value)]
