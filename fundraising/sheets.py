"""The table of parcels as a file: out for whoever packs, and back in with carriers and tracking numbers.

    sheet = sheets.send_in(fundraiser, upload, by=ada)

Rows are found by their number. All of a sheet is done, or nothing: each row that is wrong is named with its line. Rows
without carrier and tracking number are left alone, and the same sheet twice changes nothing. Long ones are read by a
worker, while the page tells how far it is.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from fundraising import clocks, deliveries, fundraisers
from fundraising.deliveries import Parcel
from fundraising.models import DeliverySheet, Fundraiser
from marketplace.kit import clock, timers, uploads
from marketplace.kit.refusals import NotAllowed, Refused
from marketplace.kit.uploads import Upload
from portfolios.permits import require_owner

Status = DeliverySheet.Status
AT_ONCE = 300  # rows that are done while the maker waits
MOST_ROWS = 50_000
MOST_PROBLEMS = 200
NUMBER, CARRIER, TRACKING = "number", "carrier", "tracking"
HEADS = {
    NUMBER: gettext_lazy("Number"),
    CARRIER: gettext_lazy("Carrier"),
    TRACKING: gettext_lazy("Tracking number"),
}
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)  # what a spreadsheet makes of a long number


class Unreadable(Refused):
    """The file is no table of parcels. The message says what is missing."""


@dataclass(frozen=True)
class Row:
    """One filled row: its line in the file, and what it says."""

    line: int
    parcel: Parcel


@dataclass
class Read:
    """A whole file: its filled rows, and what is wrong where."""

    rows: list[Row]
    problems: list[tuple[int, str]]


def send_in(fundraiser: Fundraiser, upload: Upload, *, by: User) -> DeliverySheet:
    """Take a sheet in, and do it: at once where it is short. Raises NotAllowed, Unreadable."""
    require_owner(fundraiser, by=by)
    read = of(text_of(upload))
    sheet = _kept(fundraiser, upload, len(read.rows), by)
    if sheet.status == Status.WAITING and len(read.rows) <= AT_ONCE:
        work(str(sheet.pk))
        sheet.refresh_from_db()
    return sheet


@timers.handles(clocks.SHEET_READ)
def work(key: str) -> None:
    """Do a sheet, or say of every row that is wrong why nothing was done."""
    if not DeliverySheet.objects.filter(pk=key).exists():  # its maker was forgotten
        return
    with transaction.atomic():
        fundraiser = fundraisers.locked(Fundraiser.objects.get(sheets=UUID(key)))
        sheet = DeliverySheet.objects.select_related("by").locked().get(pk=key)
        timers.cancel(clocks.SHEET_READ, key)
        if sheet.status != Status.WAITING:
            return
        try:
            with transaction.atomic():
                _do(fundraiser, sheet)
        except Refused as refusal:  # its sender may not do this any more, or somebody moved a parcel meanwhile
            sheet.refresh_from_db()
            _refuse(sheet, [(0, str(refusal))])


def progress(sheet: DeliverySheet) -> int:
    """How many rows of a sheet that is being read are done."""
    return int(cache.get(_far(sheet)) or 0)


def of(text: str) -> Read:
    """The rows of a file, and what is wrong with it. Raises Unreadable where a column is missing or it is too long."""
    try:
        return _read(text.replace("\r\n", "\n").replace("\r", "\n"))
    except csv.Error as error:
        raise Unreadable(_("This file is no table. Send the file that you downloaded here, filled in.")) from error


def _read(text: str) -> Read:
    reader = csv.reader(io.StringIO(text), dialect=_dialect(text))
    places = _places(next(reader, []))
    read, seen = Read([], []), dict[int, int]()
    for line, cells in enumerate(reader, 2):
        if line > MOST_ROWS + 1:
            raise Unreadable(_("A sheet has at most %(n)d rows. Send it in pieces.") % {"n": MOST_ROWS})
        said = {name: _cell(cells, place) for name, place in places.items()}
        if not said[CARRIER] and not said[TRACKING]:
            continue
        if problem := _wrong(said, seen):
            read.problems.append((line, problem))
            continue
        number = int(said[NUMBER])
        seen[number] = line
        read.rows.append(Row(line, Parcel(number, said[CARRIER], said[TRACKING])))
    return read


def text_of(upload: Upload) -> str:
    """A checked file as text."""
    upload.file.seek(0)
    return upload.file.read().decode("utf-8-sig", errors="replace")


def _do(fundraiser: Fundraiser, sheet: DeliverySheet) -> None:
    by = sheet.by
    if by is None:
        raise NotAllowed(_("Whoever sent it in is not here any more."))
    with override(by.language or None), sheet.file.open("rb") as file:
        read = of(text_of(Upload(file, "text/csv", 0, "", "")))
        problems = [*read.problems, *_impossible(fundraiser, read)]
        if problems:
            _refuse(sheet, problems)
            return
        sheet.changed = deliveries.ship(fundraiser, _told(sheet, read), by=by)
        sheet.move_to(Status.DONE, by=by, saving=["changed"])
        cache.delete(_far(sheet))


def _refuse(sheet: DeliverySheet, problems: list[tuple[int, str]]) -> None:
    sheet.problems = sorted(problems)[:MOST_PROBLEMS]
    sheet.move_to(Status.REFUSED, by=sheet.by, why=str(len(problems)), saving=["problems"])


def _impossible(fundraiser: Fundraiser, read: Read) -> Iterator[tuple[int, str]]:
    """What can't be sent, row by row."""
    wanted = fundraiser.deliveries.filter(number__in=[row.parcel.number for row in read.rows])
    rows = {one.number: one for one in wanted.select_related("line__pledge")}
    for row in read.rows:
        if reason := deliveries.why_not(rows.get(row.parcel.number)):
            yield (
                row.line,
                _("Parcel %(number)s: %(reason)s")
                % {
                    "number": f"{row.parcel.number:04d}",
                    "reason": reason,
                },
            )


def _told(sheet: DeliverySheet, read: Read) -> Iterator[Parcel]:
    """The parcels, while the page is told how far it is."""
    for place, row in enumerate(read.rows):
        if place % 100 == 0:
            cache.set(_far(sheet), place, 3600)
        yield row.parcel


def _kept(fundraiser: Fundraiser, upload: Upload, rows: int, by: User) -> DeliverySheet:
    """The sheet, waiting for its work; the one that waits already where it is the same file."""
    digest = uploads.digest(upload)
    with transaction.atomic():
        fundraiser = fundraisers.locked(fundraiser)
        waiting = fundraiser.sheets.filter(digest=digest, status=Status.WAITING).first()
        if waiting:
            return waiting
        sheet = DeliverySheet(fundraiser=fundraiser, digest=digest, rows=rows, by=by, name=upload.title[:120])
        sheet.file.save(upload.name, File(upload.file), save=False)
        sheet.save()
        timers.set(clocks.SHEET_READ, sheet.pk, clock.now(), by=by)
        return sheet


def _dialect(text: str) -> type[csv.Dialect]:
    """Which sign parts the columns: the one that the first line has most of."""
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    return type("Sheet", (csv.excel,), {"delimiter": sign})


def _places(head: list[str]) -> dict[str, int]:
    """Where each column stands, by its name in the reader's language or in English."""
    found = {cell.strip().strip("'").casefold(): place for place, cell in enumerate(head)}
    places = {}
    for name, label in HEADS.items():
        with override("en"):
            english = str(label)
        place = next((found[one] for one in (str(label).casefold(), english.casefold(), name) if one in found), None)
        if place is None:
            said = _("The column “%(name)s” is missing. Send the file that you downloaded here, filled in.")
            raise Unreadable(said % {"name": label})
        places[name] = place
    return places


def _cell(cells: list[str], place: int) -> str:
    """Without the apostrophe by which our own files disarm what looks like a formula."""
    text = cells[place].strip() if place < len(cells) else ""
    return " ".join(text.removeprefix("'").replace("\x00", "").split())


def _wrong(said: dict[str, str], seen: dict[int, int]) -> str:
    number = said[NUMBER].lstrip("0") or said[NUMBER]
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return _("“%(cell)s” is no number of a parcel.") % {"cell": said[NUMBER][:40]}
    if int(number) in seen:
        return _("Parcel %(number)s stands in line %(line)d already.") % {
            "number": f"{int(number):04d}",
            "line": seen[int(number)],
        }
    if _ROUNDED.fullmatch(said[TRACKING]):
        return _("The spreadsheet has rounded the tracking number. Format its column as text, and fill it in again.")
    if len(said[CARRIER]) > 40 or len(said[TRACKING]) > 60:
        return _("A carrier has at most 40 letters, a tracking number at most 60.")
    return ""


def _far(sheet: DeliverySheet) -> str:
    return f"sheet:{sheet.pk}"
