"""What an export of this site says beyond Trello's shape, read back: fields, whom cards are for, milestones, relations.

`own_export.read(whole)` reads, `own_export.bring(board, extras, made, by=ada)` writes it to the cards that an import
has made. Names are what is known on both boards, so a person or a milestone is found by its name, or left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from projects.boards import fields, people, reminders
from projects.models import Board, BoardField, Card, CardRelation

MOST_RELATIONS = 5_000
NUMBER = re.compile(r"-?\d{1,11}(\.\d{1,4})?")
Kind = BoardField.Kind


@dataclass(frozen=True)
class OwnField:
    """A field of the board's own."""

    key: str
    name: str
    kind: str
    choices: list[str]


@dataclass(frozen=True)
class More:
    """What a card says that Trello has no place for. person, milestone: by name; values: by the field's key."""

    person: str
    milestone: str
    values: dict[str, str]


@dataclass(frozen=True)
class Extras:
    """All of it. cards: by their key."""

    fields: list[OwnField] = field(default_factory=list)
    cards: dict[str, More] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)


def read(whole: dict[str, Any]) -> Extras:
    """As far as it is there; what is not as we write it counts as absent."""
    more = whole.get("more")
    return Extras(
        fields=[one for row in _rows(whole, "fields") if (one := _field(row))],
        cards={str(key)[:80]: _more(row) for key, row in more.items() if isinstance(row, dict)}
        if isinstance(more, dict)
        else {},
        relations=[
            (_text(row, "card"), _text(row, "kind"), _text(row, "other"))
            for row in _rows(whole, "relations")[:MOST_RELATIONS]
        ],
    )


def bring(
    board: Board, extras: Extras, made: Mapping[str, Card], known: Mapping[str, Card]
) -> tuple["Counter[str]", "Counter[str]"]:
    """Write it to the cards that were made (by their keys in the file); returns what was written and what was not.

    known: every card of the file that is on the board. The caller holds the board's lock.
    """
    done, left_out = Counter[str](), Counter[str]()
    own = _fields(board, extras.fields, done, left_out) if made else {}
    persons = _by_name((one.party.name, one) for one in people.of(board.contract)) if made else {}
    milestones = _by_name((one.name, one) for one in board.contract.milestones.all()) if made else {}
    for key, card in made.items():
        if more := extras.cards.get(key):
            card.assignee, card.milestone = persons.get(more.person), milestones.get(more.milestone)
            card.values = _values(more.values, own)
            left_out["members"] += bool(more.person) and card.assignee is None
            left_out["milestones"] += bool(more.milestone) and card.milestone is None
            left_out["values"] += len(more.values) - len(card.values)
            card.save(update_fields=["assignee", "milestone", "values"])
        reminders.arrange(card)
    done["relations"] = _relations(extras.relations, made, known)
    return done, left_out


def _by_name(named: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What bears each name, where it is one thing alone."""
    rows = list(named)
    often = Counter(name for name, _one in rows)
    return {name: one for name, one in rows if often[name] == 1}


def _fields(
    board: Board, wanted: list[OwnField], done: "Counter[str]", left_out: "Counter[str]"
) -> dict[str, BoardField]:
    """The board's fields by their keys in the file; those that it has not are added while there is room."""
    there = {one.name: one for one in board.fields.all()}
    found: dict[str, BoardField] = {}
    for one in wanted:
        mine = there.get(one.name)
        if mine is None and len(there) < fields.MOST:
            mine = BoardField.objects.create(board=board, name=one.name, kind=one.kind, choices=one.choices)
            there[one.name] = mine
            done["fields"] += 1
        if mine and mine.kind == one.kind:
            found[one.key] = mine
        else:
            left_out["fields"] += 1
    return found


def _values(said: Mapping[str, str], own: Mapping[str, BoardField]) -> dict[str, str]:
    return {str(own[key].pk): value for key, value in said.items() if key in own and _fits(value, own[key])}


def _fits(value: str, own: BoardField) -> bool:
    """Whether the field could have been filled so by hand."""
    if own.kind == Kind.CHOICE:
        return value in own.choices
    if own.kind == Kind.NUMBER:
        return bool(NUMBER.fullmatch(value))
    try:
        return own.kind == Kind.TEXT or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _relations(wanted: list[tuple[str, str, str]], made: Mapping[str, Card], known: Mapping[str, Card]) -> int:
    """Between two cards that are here, of which one is new."""
    count = 0
    for card, kind, other in wanted:
        ends = known.get(card), known.get(other)
        is_new = card in made or other in made
        if is_new and ends[0] and ends[1] and ends[0] != ends[1] and kind in CardRelation.Kind.values:
            count += CardRelation.objects.get_or_create(card=ends[0], kind=kind, other=ends[1])[1]
    return count


def _field(row: dict[str, Any]) -> OwnField | None:
    name, kind = " ".join(_text(row, "name").split())[:40], _text(row, "kind")
    listed = row.get("choices")
    said = listed[: fields.MOST_CHOICES] if isinstance(listed, list) else []
    choices = [text for one in said if (text := _text({"": one}, "", 60).strip())]
    if not name or kind not in Kind.values or (kind == Kind.CHOICE) != bool(choices):
        return None
    return OwnField(_text(row, "id"), name, kind, choices)


def _more(row: dict[str, Any]) -> More:
    said = row.get("values")
    values = {str(key)[:80]: _text(said, key, 200) for key in said} if isinstance(said, dict) else {}
    values = {key: value for key, value in values.items() if value}
    return More(_text(row, "for", 120), _text(row, "milestone", 120), values)


def _rows(whole: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = whole.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(row: dict[str, Any], name: str, most: int = 80) -> str:
    value = row.get(name)
    return value.replace("\0", "").encode(errors="replace").decode()[:most] if isinstance(value, str) else ""
