"""Where the next page begins, as text in an address. Signed, so that only our own values come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing

Value = int | datetime | UUID | None


@dataclass(frozen=True)
class Place:
    """The last row that was shown: its sort keys, how many were shown, and where ranking stopped (see pages.py)."""

    keys: tuple[Value, ...]
    shown: int
    edge: tuple[datetime, UUID] | None = None
    is_past_edge: bool = False


def write(sort: str, place: Place) -> str:
    """The place as text that holds for this sort alone."""
    edge = [_packed(value) for value in place.edge or ()]
    return _signer(sort).sign_object([[_packed(key) for key in place.keys], place.shown, edge, place.is_past_edge])


def read(sort: str, text: str) -> Place | None:
    """The place; None for no text, a text that is not ours, or one of another sort."""
    if not text:
        return None
    try:
        keys, shown, edge, is_past_edge = _signer(sort).unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    return Place(_all(keys), shown, _all(edge) or None, is_past_edge)  # type: ignore[arg-type]


def _signer(sort: str) -> signing.Signer:
    return signing.Signer(salt=f"discovery.page.{sort}")


def _packed(value: Value) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    return ["i", value.hex] if isinstance(value, UUID) else value


def _unpacked(value: Any) -> Value:
    if not isinstance(value, list):
        return int(value)
    return datetime.fromisoformat(value[1]) if value[0] == "t" else UUID(value[1])


def _all(values: Sequence[Any]) -> tuple[Value, ...]:
    return tuple(_unpacked(value) for value in values)
