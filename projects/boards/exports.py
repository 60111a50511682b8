"""A board as a file: a table for spreadsheets, or everything as JSON in Trello's shape, which can be brought back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from projects.models import Board, Card, CardComment, CardRelation, CheckItem

STEP = 1024  # between two places, as Trello counts them


def head(board: Board) -> list[str]:
    """The heads of the table."""
    own = [field.name for field in board.fields.all()]
    return [
        "№", _("Card"), _("Column"), _("For"), _("Due"), _("Labels"), _("Milestone"), _("Checklist done"),
        _("Checklist"), _("Comments"), _("Files"), _("Put away"), *own, _("Description"), _("Address"),
    ]  # fmt: skip


def rows(board: Board) -> Iterator[Sequence[Any]]:
    """A row for each card, those that were put away as well."""
    own = [str(field.pk) for field in board.fields.all()]
    for card in _cards(board):
        yield [
            card.number, card.title, card.column.name, card.assignee.party.name if card.assignee else "", card.due_on,
            ", ".join(label.name for label in card.labels.all()), card.milestone.name if card.milestone else "",
            card.items_done, card.items, card.comments_count, card.files_count, card.archived_at,
            *(card.values.get(key, "") for key in own), card.text, f"{settings.SITE_URL}{card.get_absolute_url()}",
        ]  # fmt: skip


def as_json(board: Board) -> dict[str, Any]:
    """The whole board. What Trello has no place for stands in `more`, by card."""
    cards = list(_cards(board))
    return {
        "name": board.contract.title,
        "lists": [
            {
                "id": str(one.pk), "name": one.name, "pos": STEP * place, "closed": False, "done": one.is_done,
                "limit": one.limit, "strict": one.is_strict,
            }
            for place, one in enumerate(board.columns.all(), start=1)
        ],
        "labels": [{"id": str(one.pk), "name": one.name, "color": one.tone} for one in board.labels.all()],
        "cards": [_card(card, STEP * place) for place, card in enumerate(cards, start=1)],
        "checklists": list(_checklists(board)),
        "actions": list(_comments(board)),
        "more": {str(card.pk): more for card in cards if (more := _more(card))},
        "relations": [
            {"card": str(one.card_id), "kind": one.kind, "other": str(one.other_id)}
            for one in CardRelation.objects.filter(card__board=board)
        ],
        "fields": [
            {"id": str(one.pk), "name": one.name, "kind": one.kind, "choices": one.choices}
            for one in board.fields.all()
        ],
    }  # fmt: skip


def _cards(board: Board) -> Sequence[Card]:
    found = Card.objects.filter(board=board).with_face().select_related("column", "assignee__party", "milestone")
    return list(found.order_by("column__rank", "rank", "pk"))


def _card(card: Card, pos: int) -> dict[str, Any]:
    return {
        "id": str(card.pk), "idShort": card.number, "name": card.title, "desc": card.text, "pos": pos,
        "idList": str(card.column_id), "due": f"{card.due_on}T12:00:00.000Z" if card.due_on else None,
        "closed": card.archived_at is not None, "idLabels": [str(label.pk) for label in card.labels.all()],
        "dueComplete": card.is_done,
    }  # fmt: skip


def _more(card: Card) -> dict[str, Any]:
    more = {
        "for": card.assignee.party.name if card.assignee else None,
        "milestone": card.milestone.name if card.milestone else None,
        "values": card.values or None,
    }
    return {name: value for name, value in more.items() if value}


def _checklists(board: Board) -> Iterator[dict[str, Any]]:
    lists: dict[str, list[dict[str, Any]]] = {}
    for place, item in enumerate(CheckItem.objects.filter(card__board=board).order_by("card", "rank", "pk"), start=1):
        state = "complete" if item.is_done else "incomplete"
        line = {"id": str(item.pk), "name": item.text, "state": state, "pos": STEP * place}
        lists.setdefault(str(item.card_id), []).append(line)
    for card, items in lists.items():
        yield {"id": f"checklist-{card}", "idCard": card, "name": "Checklist", "checkItems": items}


def _comments(board: Board) -> Iterator[dict[str, Any]]:
    for said in CardComment.objects.filter(card__board=board).select_related("by__party").order_by("at", "pk"):
        own = said.by.party.name if said.by else ""
        yield {
            "id": str(said.pk), "type": "commentCard", "date": said.at.isoformat(),
            "data": {"card": {"id": str(said.card_id)}, "text": said.text},
            "memberCreator": {"fullName": said.elsewhere or own},
        }  # fmt: skip
