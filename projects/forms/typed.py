"""What stands in a form, as it was typed: kept with a draft so that nothing is lost, valid or not."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

Typed = dict[str, list[str]]

NOT_OURS = {"csrfmiddlewaretoken", "seen"}
LONGEST = 50_000  # letters in one field
MOST_FIELDS = 200


def of(sent: QueryDict | Mapping[str, Any]) -> Typed:
    """The fields of a form as plain lists. What no database holds (a zero byte) is left out."""
    lists = sent.lists() if isinstance(sent, MultiValueDict) else ((name, [value]) for name, value in sent.items())
    kept = {_text(name): [_text(value) for value in values] for name, values in lists if name not in NOT_OURS}
    return dict(list(kept.items())[:MOST_FIELDS])


def as_data(typed: Typed) -> "MultiValueDict[str, str]":
    """The same as a form takes it for its data."""
    return MultiValueDict(typed)


def as_initial(typed: Typed) -> dict[str, Any]:
    """The same as a form takes it to be shown without judging it yet."""
    return {name: values[-1] if values else "" for name, values in typed.items()}


def rows(typed: Typed, prefix: str) -> list[dict[str, str]]:
    """The rows of a form set in it that hold anything."""
    found: dict[int, dict[str, str]] = {}
    for name, values in typed.items():
        parts = name.split("-", 2)
        if len(parts) == 3 and parts[0] == prefix and parts[1].isdecimal():
            found.setdefault(int(parts[1]), {})[parts[2]] = values[-1] if values else ""
    return [row for _place, row in sorted(found.items()) if any(row.values())]


def _text(value: Any) -> str:
    return str(value).replace("\0", "")[:LONGEST]
