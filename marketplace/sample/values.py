"""Texts of the sample files as values: empty cells, lists, days counted from today, ids that are always the same."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from marketplace.kit import clock

# The ids carry this moment, so that every machine gives the sample the same ids and so the same drawn covers.
_STAMP = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)


def id_of(*names: str) -> UUID:
    """The id of the row with this key: a UUID of version 7 whose random bits are a hash."""
    bits = int.from_bytes(hashlib.sha256("\0".join(names).encode()).digest()[:10], "big")
    value = (_STAMP << 80) | bits
    value = (value & ~(0xF << 76)) | (7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (2 << 62))


def number(cell: Any) -> int | None:
    """A whole number, or None for an empty cell."""
    return None if cell in ("", None) else int(cell)


def several(cell: Any) -> list[str]:
    """`a|b|c` as a list; a list stays one."""
    return cell if isinstance(cell, list) else [part for part in (cell or "").split("|") if part]


def day(offset: Any) -> date | None:
    """A day counted from today: -3 is three days ago."""
    return None if offset in ("", None) else clock.today() + timedelta(days=int(offset))


def moment(row: dict[str, Any], name: str) -> datetime | None:
    """The moment called `name`: fixed as `<name>_at`, or counted from today as `<name>_day` (and `<name>_time`)."""
    if fixed := row.get(f"{name}_at"):
        return datetime.fromisoformat(fixed)
    if (on := day(row.get(f"{name}_day"))) is None:
        return None
    at = datetime.combine(on, time.fromisoformat(row.get(f"{name}_time") or "12:00:00"), UTC)
    return min(at, clock.now()) if int(row[f"{name}_day"]) <= 0 else at


def arrival(key: str) -> datetime:
    """When a party of the sample came to this copy: some moment of the past year, the same distance for the same key.

    Only the order of lists reads it; no page shows it.
    """
    return clock.now() - timedelta(minutes=14 * 24 * 60 + id_of("arrival", key).int % (350 * 24 * 60))


def filed_at(row: dict[str, Any]) -> datetime:
    """When an offer was filed: its first day, or the start of the year that its accession number carries."""
    if row["opened_on"]:
        return datetime.combine(date.fromisoformat(row["opened_on"]), time(12), UTC)
    return datetime(2000 + int(row["accession"].split("-")[1]), 1, 1, 12, tzinfo=UTC)


def calendar_day(cell: Any) -> date | None:
    """An ISO day, or a bare year as its first day; None for an empty cell."""
    if not cell:
        return None
    return date.fromisoformat(cell if len(cell) > 4 else f"{cell}-01-01")


def months_after(start: datetime | None, months: Any) -> date | None:
    """The first day of the month so many months after; None where either is unknown."""
    if start is None or months in ("", None):
        return None
    count = start.year * 12 + start.month - 1 + int(months)
    return date(count // 12, count % 12 + 1, 1)
