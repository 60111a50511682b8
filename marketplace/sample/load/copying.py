"""Rows into tables by COPY: the instances of our own models, many thousands a second."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from marketplace.catalog import listings, text
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing, ListingStats

_STAGE = "sample_listing"


class Shelf:
    """Instances waiting to be written, table by table in the order in which they were first put here."""

    def __init__(self) -> None:
        self.listings: list[tuple[Listing, dict[str, str]]] = []
        self.parties: list[models.Model] = []
        self.things: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def show(self, listing: Listing, face: Face) -> Listing:
        """A listing that is live at once, as `listings.publish` would leave it."""
        listings.show(listing, face)
        self.listings.append((listing, listings.words_of(listing, face)))
        return listing

    def put(self, *things: models.Model) -> None:
        """Rows that need their party and listing to be there."""
        for thing in things:
            self.things[type(thing)].append(thing)

    def clear(self) -> int:
        """Write everything, the needed before the needing. Returns how many listings there were."""
        if self.parties:
            copy(type(self.parties[0]), self.parties)
        _copy_listings(self.listings)
        copy(ListingStats, [ListingStats(listing=listing) for listing, _ in self.listings])
        for model, rows in self.things.items():
            copy(model, rows)
        count = len(self.listings)
        self.__init__()  # type: ignore[misc]
        return count


def copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write instances as they stand; the database gives those columns that it counts or works out itself."""
    columns = columns_of(model)
    names = ", ".join(name_of(field) for field in columns)
    readers = _readers(columns)
    values = ([read(row) for read in readers] for row in rows)
    _copy_rows(f"COPY {model._meta.db_table} ({names}) FROM STDIN", values)


def columns_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns that a row brings; the database counts or works out the others itself."""
    fields = model._meta.concrete_fields
    return [field for field in fields if not (field.generated or isinstance(field, models.AutoField))]


def name_of(field: "models.Field[Any, Any]") -> str:
    """The column's name as SQL."""
    return connection.ops.quote_name(str(field.column))


def _copy_rows(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as sink:
        for row in rows:
            sink.write_row(row)


def _readers(fields: "list[models.Field[Any, Any]]") -> list[Callable[[models.Model], Any]]:
    """How each column is read from an instance. Only JSON needs preparing, and a file is its path."""
    return [_reader(field) for field in fields]


def _reader(field: "models.Field[Any, Any]") -> Callable[[models.Model], Any]:
    read = attrgetter(field.attname)
    if isinstance(field, models.JSONField):
        return lambda row: Jsonb(read(row))
    if isinstance(field, models.FileField):
        return lambda row: read(row).name or ""
    return read


def _copy_listings(shown: "list[tuple[Listing, dict[str, str]]]") -> None:
    """Through a table beside it, so that the search column is made where the dictionary is."""
    fields = [field for field in columns_of(Listing) if field.column != "search"]
    names = ", ".join(name_of(field) for field in fields)
    vector = " || ".join(f"setweight(to_tsvector('{text.CONFIG}', {weight}), '{weight.upper()}')" for weight in "abcd")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_STAGE}")
        cursor.execute(f"CREATE TEMPORARY TABLE {_STAGE} ON COMMIT DROP AS SELECT {names} FROM catalog_listing LIMIT 0")
        cursor.execute(f"ALTER TABLE {_STAGE} ADD a text, ADD b text, ADD c text, ADD d text")
    readers = _readers(fields)
    rows = ([*(read(listing) for read in readers), *(words[weight] for weight in "ABCD")] for listing, words in shown)
    _copy_rows(f"COPY {_STAGE} ({names}, a, b, c, d) FROM STDIN", rows)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO catalog_listing ({names}, search) SELECT {names}, {vector} FROM {_STAGE}")
