"""What an open page is told of its board: every change after the number that it has shown, in order, without a gap."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation

from projects.boards import words
from projects.models import Board, BoardChange, Card, Column

MOST = 200  # changes; who has missed more takes the whole board anew
# These alter more than the face of one card, so the columns are fetched anew.
WIDE = ("column_", "label_", "field_", "imported")


@dataclass(frozen=True)
class Told:
    """The changes from `first` to `last`, as JSON in each language that was asked for."""

    first: int
    last: int
    texts: dict[str, str]


def since(board: UUID, number: int, languages: Iterable[str]) -> Told | None:
    """All that came after this number; None for nothing. Five queries, however much it is."""
    changes = list(
        BoardChange.objects.filter(board=board, number__gt=number)
        .select_related("by__party")
        .order_by("number")[: MOST + 1]
    )
    if not changes:
        return None
    if len(changes) > MOST:
        return _everything(board, number, languages)
    is_stale = any(change.what.startswith(WIDE) for change in changes)
    numbers = {change.card_id: change.number for change in changes if change.card_id}
    redrawn = {change.card_id for change in changes if change.what != "card_moved"}
    cards = [] if is_stale else list(Card.objects.filter(pk__in=numbers).with_face())
    columns = list(Column.objects.filter(board=board)) if redrawn else []
    texts = {}
    for language in set(languages):
        with translation.override(language or None):
            told = {
                "last": changes[-1].number,
                "isStale": is_stale,
                "cards": [_card(card, numbers[card.pk], columns if card.pk in redrawn else None) for card in cards],
                "said": [_said(change) for change in changes],
            }
            texts[language] = json.dumps(told)
    return Told(number + 1, changes[-1].number, texts)


def _everything(board: UUID, number: int, languages: Iterable[str]) -> Told:
    last = Board.objects.values_list("last_change", flat=True).get(pk=board)
    text = json.dumps({"last": last, "isStale": True})
    return Told(number + 1, last, dict.fromkeys(languages, text))


def _card(card: Card, number: int, columns: list[Column] | None) -> dict[str, Any]:
    """Where it stands now; where more than its place has changed, also how it looks now."""
    place = {
        "id": str(card.pk), "column": str(card.column_id), "rank": card.rank, "moves": card.moves, "number": number,
        "isGone": card.archived_at is not None,
    }  # fmt: skip
    if columns is None or card.archived_at:
        return place
    return {**place, "html": render_to_string("projects/boards/_card.html", {"card": card, "columns": columns})}


def _said(change: BoardChange) -> dict[str, Any]:
    by, card = change.by_id, change.card_id
    return {"text": words.of(change), "by": by.hex if by else "", "card": str(card) if card else ""}
