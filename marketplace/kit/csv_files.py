"""Tables as files that a spreadsheet opens well, sent row by row however long they are.

    return csv_files.answer(["Number", "Total"], rows, named="documents-2026.csv")

A spreadsheet reads a file by the habits of its reader's country: where people write 1,5 the columns are parted by
semicolons. Numbers are given as int and Decimal and written so that they are read as numbers. Text that a spreadsheet
would take for a formula is disarmed by an apostrophe (OWASP, "CSV Injection").
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol
from django.http import StreamingHttpResponse
from django.utils import timezone

from marketplace.kit.money import current_locale

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK = "\ufeff"  # by which spreadsheets know UTF-8


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def answer(head: Sequence[str], rows: Iterable[Sequence[Any]], *, named: str) -> StreamingHttpResponse:
    """The table as a download. rows: text, int, Decimal, date, datetime or None; read only as they are sent."""
    response = StreamingHttpResponse(written([head], rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{named}"'
    response["Cache-Control"] = "private, no-store"
    return response


def written(head: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of the file, in the habits of the active language when this is called."""
    decimal = get_decimal_symbol(current_locale())
    writer = csv.writer(_Echo(), delimiter=";" if decimal == "," else ",")
    return _lines(writer, decimal, [*head], rows)


def _lines(writer: Any, decimal: str, head: list[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield _MARK
    for row in head:
        yield writer.writerow([cell(value, decimal) for value in row])
    for row in rows:
        yield writer.writerow([cell(value, decimal) for value in row])


def cell(value: Any, decimal: str = ".") -> str:
    """One value as a spreadsheet reads it back: dates as ISO 8601, in the viewer's zone."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")[:19]
    if isinstance(value, date | int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
