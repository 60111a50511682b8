"""What stands in a board that Trello wrote out as JSON (Menu, Print, export and share), as far as a board here has it.

Only the shape is read here; projects.boards.imports writes it. Whatever is not as Trello writes it counts as absent.
Our own export has the same shape, so it can be brought to another board.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.refusals import Refused
from projects.boards import own_export
from projects.boards.own_export import Extras
from projects.models import Label

MOST_BYTES = 5 * 1024 * 1024
MOST_LIMIT = 500  # cards of a column, as its form has it
YEARS = range(2000, 2101)  # of a card's day, as its form has them
TONES = {
    "green": "sea", "lime": "sea", "yellow": "amber", "orange": "amber", "red": "wine", "pink": "brick",
    "purple": "wine", "blue": "sky", "sky": "sky", "black": "ink",
}  # fmt: skip


class NotABoard(Refused):
    """The file is none that Trello or this site wrote."""


@dataclass(frozen=True)
class Named:
    """A list or a label. tone: of a label; is_done, limit, is_strict: of a list that this site wrote."""

    key: str
    name: str
    is_closed: bool = False
    tone: str = ""
    is_done: bool | None = None
    limit: int | None = None
    is_strict: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a checklist."""

    key: str
    text: str
    is_done: bool


@dataclass(frozen=True)
class Said:
    """A comment: whose, when."""

    key: str
    text: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Found:
    """A card of the file. home: the list in which it stands."""

    key: str
    title: str
    text: str
    home: str
    due_on: date | None
    is_closed: bool
    labels: list[str]
    lines: list[Line] = field(default_factory=list)
    comments: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Export:
    """All of it, each kind in its order. left_out: what a board here has no place for, by kind. extras: what only an
    export of this site says."""

    lists: list[Named]
    labels: list[Named]
    cards: list[Found]
    left_out: "Counter[str]"
    extras: Extras = field(default_factory=Extras)


def read(content: bytes) -> Export:
    """The board in this file. Raises NotABoard."""
    whole = _parsed(content)
    lines, comments, left_out = _lines(whole), _comments(whole), Counter[str]()
    cards = [_card(row, lines, comments) for row in _rows(whole, "cards")]
    for row in _rows(whole, "cards"):
        left_out["attachments"] += len(_list(row, "attachments"))
        left_out["members"] += len(_list(row, "idMembers"))
        left_out["values"] += len(_list(row, "customFieldItems"))
    left_out["activity"] = sum(_text(row, "type") != "commentCard" for row in _rows(whole, "actions"))
    lists = [_column(row) for row in _rows(whole, "lists")]
    labels = [_label(row) for row in _rows(whole, "labels")]
    return Export(lists, labels, cards, +left_out, own_export.read(whole))


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotABoard(_("This is no JSON file. In Trello choose “Export as JSON”.")) from error
    if not isinstance(whole, dict) or not all(isinstance(whole.get(name), list) for name in ("lists", "cards")):
        raise NotABoard(_("There is no board in this file. In Trello choose “Export as JSON”."))
    return whole


def _card(row: dict[str, Any], lines: dict[str, list[Line]], comments: dict[str, list[Said]]) -> Found:
    key = _key(row)
    return Found(
        key=key,
        title=" ".join(_text(row, "name").split())[:200] or "–",
        text=_text(row, "desc", 20_000),
        home=_text(row, "idList", 80),
        due_on=_day(_text(row, "due")),
        is_closed=bool(row.get("closed")),
        labels=[str(one)[:80] for one in _list(row, "idLabels")],
        lines=lines.get(key, []),
        comments=comments.get(key, []),
    )


def _column(row: dict[str, Any]) -> Named:
    limit, is_done = row.get("limit"), row.get("done")
    return Named(
        _key(row),
        " ".join(_text(row, "name").split())[:60] or "–",
        bool(row.get("closed")),
        is_done=is_done if isinstance(is_done, bool) else None,
        limit=limit if type(limit) is int and 0 < limit <= MOST_LIMIT else None,
        is_strict=row.get("strict") is True,
    )


def _label(row: dict[str, Any]) -> Named:
    colour = _text(row, "color", 20).split("_")[0]
    name = " ".join(_text(row, "name").split())[:40] or colour.capitalize() or "–"
    tone = colour if colour in Label.Tone.values else TONES.get(colour, Label.Tone.INK)
    return Named(_key(row), name, tone=str(tone))


def _lines(whole: dict[str, Any]) -> dict[str, list[Line]]:
    """Of each card, all its checklists one after the other: a card here has one."""
    found: dict[str, list[Line]] = {}
    for checklist in _rows(whole, "checklists"):
        there = found.setdefault(_text(checklist, "idCard", 80), [])
        for row in _in_order(one for one in _list(checklist, "checkItems") if isinstance(one, dict)):
            text = " ".join(_text(row, "name").split())[:300]
            if text:
                there.append(Line(_key(row), text, _text(row, "state") == "complete"))
    return found


def _comments(whole: dict[str, Any]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for row in _rows(whole, "actions"):
        data, author = _dict(row, "data"), _dict(row, "memberCreator")
        text = _text(data, "text", 8_000)
        if _text(row, "type") == "commentCard" and text:
            said = Said(_key(row), text, _text(author, "fullName", 120) or "–", _moment(_text(row, "date")))
            found.setdefault(_text(_dict(data, "card"), "id", 80), []).append(said)
    return found


def _rows(whole: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Its rows that have an id, in the order in which Trello shows them."""
    return _in_order(row for row in _list(whole, name) if isinstance(row, dict) and _key(row))


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(row: dict[str, Any]) -> float:
        pos = row.get("pos")
        return float(pos) if isinstance(pos, int | float) and abs(pos) < 1e15 else 0.0

    return sorted(rows, key=place)


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []


def _dict(row: dict[str, Any], name: str) -> dict[str, Any]:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _text(row: dict[str, Any], name: str, most: int = 100_000) -> str:
    value = row.get(name)
    return value.replace("\0", "").encode(errors="replace").decode()[:most] if isinstance(value, str) else ""


def _key(row: dict[str, Any]) -> str:
    return _text(row, "id", 80)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
