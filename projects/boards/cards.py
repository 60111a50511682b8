"""The cards of a board: added, changed, moved, put away and brought back.

    cards.move(card, to=done, before=other, by=cleo, seen=card.moves)

A text that was changed meanwhile is not overwritten: `change` raises Conflict, and the page shows both. A move always
lands, the last one wins, and both are told (docs/decisions/061).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import naming
from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from projects.boards import board_news, changes, desk, people, ranks, reminders
from projects.models import Board, Card, Column, Label, Milestone

MOST = 2000


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a card says. values: the board's own fields, by their id, as text."""

    title: str
    text: str = ""
    assignee: User | None = None
    due_on: date | None = None
    milestone: Milestone | None = None
    labels: Sequence[Label] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """A move that landed. overtook: who had moved it meanwhile, and where it stood; empty if nobody had."""

    card: Card
    number: int
    overtook: str = ""


class Conflict(Refused):
    """Somebody changed the card since this text was begun. `card` is how it stands now."""

    def __init__(self, card: Card) -> None:
        super().__init__(_("Somebody changed this card while you wrote. Nothing is lost: compare, then save again."))
        self.card = card


@transaction.atomic
def add(column: Column, details: Details, *, by: User, import_key: str = "") -> Card:
    """A new card, at the end of its column. Raises NotAllowed, Gone, Refused for a full column or board."""
    board = desk.at(column.board_id, by)
    column = _column(board, column)
    _has_room(column)
    if board.last_card >= MOST:
        raise Refused(_("A board has at most %(n)d cards.") % {"n": MOST})
    board.last_card += 1
    card = Card(board=board, number=board.last_card, column=column, added_by=by, import_key=import_key)
    card.rank = end_of(column)
    _take(card, details)
    card.save(force_insert=True)
    card.labels.set(details.labels)
    reminders.arrange(card)
    changes.record(board, "card_added", by=by, card=card, column=column.name)
    board_news.assigned(card, before=None, by=by)
    return card


@transaction.atomic
def change(card: Card, details: Details, *, by: User, seen: int) -> Card:
    """Let it say something else. seen: the version that the person had before them. The same again changes nothing.

    Raises Conflict if somebody changed it since, NotAllowed, Gone, Refused for an assignee of neither side.
    """
    board, card = held(card, by)
    changed = differences(card, details)
    if not changed:
        return card
    if card.version != seen:
        raise Conflict(card)
    before, title = card.assignee, card.title
    _take(card, details)
    card.version += 1
    card.save()
    card.labels.set(details.labels)
    reminders.arrange(card)
    changes.record(board, "card_changed", by=by, card=card, fields=changed, before=title)
    board_news.assigned(card, before=before, by=by)
    return card


@transaction.atomic
def move(card: Card, *, to: Column, before: Card | None = None, by: User, seen: int | None = None) -> Moved:
    """Put it into a column, before that card or at its end. It lands wherever it was moved to meanwhile.

    seen: its `moves` when the person took it. Raises NotAllowed, Gone, Refused for a column whose limit is strict.
    """
    board, card = held(card, by)
    column, old = _column(board, to), card.column
    if column.pk != old.pk:
        _has_room(column)
    overtook = _overtaken(card, by) if seen is not None and seen != card.moves else ""
    card.column, card.rank = column, _place(board, column, card, before, by=by)
    card.moves += 1
    card.save(update_fields=["column", "rank", "moves"])
    if old.is_done != column.is_done:
        reminders.arrange(card)
    facts = {"overtook": overtook} if overtook else {}
    made = changes.record(board, "card_moved", by=by, card=card, column=column.name, **{"from": old.name}, **facts)
    return Moved(card, made.number, overtook)


@transaction.atomic
def archive(card: Card, *, by: User) -> Card:
    """Put it away: off the board, not lost. Twice does it once. Raises NotAllowed, Gone."""
    board, card = held(card, by, is_archived_too=True)
    if card.archived_at is None:
        card.archived_at = clock.now()
        card.save(update_fields=["archived_at"])
        reminders.arrange(card)
        changes.record(board, "card_archived", by=by, card=card)
    return card


@transaction.atomic
def restore(card: Card, *, by: User) -> Card:
    """Bring it back, to the end of its column. Twice does it once. Raises NotAllowed, Gone, Refused for a full one."""
    board, card = held(card, by, is_archived_too=True)
    if card.archived_at is not None:
        _has_room(card.column)
        card.archived_at, card.rank = None, end_of(card.column)
        card.moves += 1
        card.save(update_fields=["archived_at", "rank", "moves"])
        reminders.arrange(card)
        changes.record(board, "card_restored", by=by, card=card, column=card.column.name)
    return card


def held(card: Card, by: User, *, is_archived_too: bool = False) -> tuple[Board, Card]:
    """The board and the card as they are now, held. Raises NotAllowed, Gone."""
    board = desk.at(card.board_id, by)
    found = Card.objects.select_related("column", "assignee").filter(pk=card.pk).first()
    if found is None or (found.archived_at and not is_archived_too):
        raise desk.Gone(_("This card was put away. Bring it back first."))
    found.board = board
    return board, found


def differences(card: Card, details: Details) -> list[str]:
    """The names of what the details would change."""
    now: dict[str, Any] = {name: getattr(card, name) for name in ("title", "text", "due_on")}
    now |= {"assignee": card.assignee_id, "milestone": card.milestone_id, "values": card.values}
    new: dict[str, Any] = {name: getattr(details, name) for name in ("title", "text", "due_on")}
    new |= {"assignee": _pk(details.assignee), "milestone": _pk(details.milestone), "values": dict(details.values)}
    changed = [name for name in now if now[name] != new[name]]
    labels = set(card.labels.values_list("pk", flat=True))
    return changed if labels == {label.pk for label in details.labels} else [*changed, "labels"]


def end_of(column: Column) -> str:
    """The rank behind all that stands in it, also what was put away."""
    last = Card.objects.filter(column=column).aggregate(rank=Max("rank"))["rank"]
    return ranks.between(last or "", "")


def _take(card: Card, details: Details) -> None:
    contract = card.board.contract
    is_new = details.assignee is not None and details.assignee.pk != card.assignee_id
    if is_new and _pk(details.assignee) not in people.ids([contract])[contract.pk]:
        raise Refused(_("A card is for somebody of the two sides."))
    if details.milestone and details.milestone.contract_id != contract.pk:
        raise Refused(_("This milestone is of another contract."))
    card.title, card.text, card.due_on = details.title, details.text, details.due_on
    card.assignee, card.milestone, card.values = details.assignee, details.milestone, dict(details.values)
    card.changed_at = clock.now()


def _column(board: Board, column: Column) -> Column:
    found: Column | None = board.columns.filter(pk=column.pk).first()
    if found is None:
        raise desk.Gone(_("This column is not there any more."))
    return found


def _has_room(column: Column) -> None:
    if column.limit and column.is_strict and column.cards.current().count() >= column.limit:
        raise Refused(
            _("“%(column)s” holds %(n)d cards at most. Finish one of them first.")
            % {"column": column.name, "n": column.limit}
        )


def _place(board: Board, column: Column, card: Card, before: Card | None, *, by: User) -> str:
    """The rank between its new neighbours. Where ranks have grown long, the column is numbered anew first."""
    rank = _rank(column, card, before)
    if len(rank) <= ranks.TOO_LONG:
        return rank
    there = list(column.cards.order_by("rank", "pk"))
    for one, fresh in zip(there, ranks.spread(len(there)), strict=True):
        one.rank = fresh
    Card.objects.bulk_update(there, ["rank"])
    changes.record(board, "column_ordered", by=by, column=column.name)
    return _rank(column, card, before)


def _rank(column: Column, card: Card, before: Card | None) -> str:
    """Before that card; where it stands elsewhere meanwhile, at the end."""
    others = column.cards.exclude(pk=card.pk)
    high = others.filter(pk=before.pk).values_list("rank", flat=True).first() if before else None
    below = others.filter(rank__lt=high) if high else others
    return ranks.between(below.aggregate(rank=Max("rank"))["rank"] or "", high or "")


def _overtaken(card: Card, by: User) -> str:
    last = card.changes.filter(what="card_moved").exclude(by=by).select_related("by__party").order_by("-number").first()
    return naming.who(last.by, None) if last else ""


def _pk(row: Any) -> Any:
    return row.pk if row else None
