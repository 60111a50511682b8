"""What an endpoint takes: a table of names, each with how it is read. Stripe refuses what is not in it, and so do we.

@endpoint("POST", "/v1/refunds", payment_intent=text, amount=whole, metadata=metadata)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marketplace.local.stripe.errors import Refusal, invalid

Reader = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Param:
    """How one parameter is read from what was sent. Raises Refusal."""

    read: Reader
    is_required: bool = False


def need(param: Param) -> Param:
    """The same, and it must be there."""
    return replace(param, is_required=True)


def read(takes: Mapping[str, Param], sent: Mapping[str, Any], *, within: str = "") -> dict[str, Any]:
    """The values of what was sent; only those that are there. Raises Refusal for a name that is not in the table."""
    for name in sent:
        if name not in takes:
            raise unknown(_inside(within, name))
    for name, param in takes.items():
        if param.is_required and sent.get(name) in (None, ""):
            full = _inside(within, name)
            raise invalid(f"Missing required param: {full}.", code="parameter_missing", param=full)
    return {name: takes[name].read(_inside(within, name), value) for name, value in sent.items()}


def unknown(name: str) -> Refusal:
    """A parameter that is not in the table."""
    return invalid(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def choice(*words: str) -> Param:
    """One of these words."""

    def reader(name: str, raw: Any) -> str:
        if raw not in words:
            raise _wrong(name, f"Invalid {name}: must be one of {', '.join(words)}")
        return str(raw)

    return Param(reader)


def group(**takes: Param) -> Param:
    """A nested hash with its own table."""

    def reader(name: str, raw: Any) -> dict[str, Any]:
        if raw == "":
            return {}
        if not isinstance(raw, dict):
            raise _wrong(name, f"Invalid object: {name}")
        return read(takes, raw, within=name)

    return Param(reader)


def rows(**takes: Param) -> Param:
    """A list of hashes, each with this table."""

    def reader(name: str, raw: Any) -> list[dict[str, Any]]:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            raise _wrong(name, f"Invalid array: {name}")
        return [read(takes, row, within=f"{name}[{place}]") for place, row in enumerate(raw)]

    return Param(reader)


def _text(name: str, raw: Any) -> str | None:
    if not isinstance(raw, str):
        raise _wrong(name, f"Invalid string: {name}")
    return raw or None


def _whole(name: str, raw: Any) -> int:
    if not isinstance(raw, str) or not re.fullmatch(r"-?\d{1,18}", raw):
        raise invalid(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=name)
    return int(raw)


def _flag(name: str, raw: Any) -> bool:
    if raw not in ("true", "false"):
        raise _wrong(name, f"Invalid boolean: {raw}")
    return bool(raw == "true")


def _currency(name: str, raw: Any) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"[a-zA-Z]{3}", raw):
        raise _wrong(name, f"Invalid currency: {raw}.")
    return raw.lower()


def _metadata(name: str, raw: Any) -> dict[str, str]:
    if raw == "":
        return {}
    if not isinstance(raw, dict) or len(raw) > 50 or not all(isinstance(value, str) for value in raw.values()):
        raise _wrong(name, "Metadata must be a hash of at most 50 texts.")
    if any(len(key) > 40 or len(value) > 500 for key, value in raw.items()):
        raise _wrong(name, "Metadata keys have at most 40 characters and values at most 500.")
    return raw


def _texts(name: str, raw: Any) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(text, str) for text in raw):
        raise _wrong(name, f"Invalid array: {name}")
    return raw


def _window(name: str, raw: Any) -> dict[str, int]:
    """A moment, or a hash of gt, gte, lt, lte."""
    if isinstance(raw, str):
        return {"gte": _whole(name, raw), "lte": _whole(name, raw)}
    return read(dict.fromkeys(("gt", "gte", "lt", "lte"), whole), raw, within=name)


def _wrong(name: str, message: str) -> Refusal:
    return invalid(message, code="parameter_invalid", param=name)


def _inside(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


text, whole, flag, currency = Param(_text), Param(_whole), Param(_flag), Param(_currency)
metadata, texts, window = Param(_metadata), Param(_texts), Param(_window)
address = group(city=text, country=text, line1=text, line2=text, postal_code=text, state=text)
PAGE = {"limit": whole, "starting_after": text, "ending_before": text}
BY_TIME = {"created": window}
