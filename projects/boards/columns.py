"""The columns of a board: `columns.add(board, name="Print", by=cleo)`."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from projects.boards import changes, desk, ranks
from projects.models import Board, Card, Column

MOST = 20


@dataclass(frozen=True)
class Shape:
    """What a column is to be."""

    name: str
    is_done: bool = False
    limit: int | None = None
    is_strict: bool = False


@transaction.atomic
def add(board: Board, shape: Shape, *, by: User, import_key: str = "") -> Column:
    """One more column, at the end. Raises NotAllowed, Refused for one too many."""
    board = desk.at(board.pk, by)
    there = list(board.columns.all())
    if len(there) >= MOST:
        raise Refused(_("A board has at most %(n)d columns.") % {"n": MOST})
    rank = ranks.between(there[-1].rank if there else "", "")
    column = Column(board=board, rank=rank, import_key=import_key)
    _shape(column, shape)
    column.save(force_insert=True)
    changes.record(board, "column_added", by=by, column=column.name)
    return column


@transaction.atomic
def change(column: Column, shape: Shape, *, by: User) -> Column:
    """Name it anew, limit it, say whether what stands in it is done. Raises NotAllowed, Gone."""
    board, column = _held(column, by)
    before = column.name
    _shape(column, shape)
    column.save(update_fields=["name", "is_done", "limit", "is_strict"])
    changes.record(board, "column_changed", by=by, column=column.name, before=before)
    return column


@transaction.atomic
def move(column: Column, *, steps: int, by: User) -> Column:
    """So many places further: 1 is to the right, -1 to the left. At an edge it stays. Raises NotAllowed, Gone."""
    board, column = _held(column, by)
    others = [one for one in board.columns.all() if one.pk != column.pk]
    here = sum(one.rank < column.rank for one in others)
    place = max(0, min(len(others), here + steps))
    if place == here:
        return column
    before = others[place - 1].rank if place else ""
    after = others[place].rank if place < len(others) else ""
    column.rank = ranks.between(before, after)
    column.save(update_fields=["rank"])
    changes.record(board, "column_moved", by=by, column=column.name)
    return column


@transaction.atomic
def remove(column: Column, *, by: User) -> None:
    """Take an empty column away. What was put away from it goes to the first one. Raises NotAllowed, Gone, Refused."""
    board, column = _held(column, by)
    rest = [one for one in board.columns.all() if one.pk != column.pk]
    if column.cards.current().exists():
        raise Refused(_("“%(column)s” still holds cards. Move them or put them away first.") % {"column": column.name})
    if not rest:
        raise Refused(_("A board has at least one column."))
    Card.objects.filter(column=column).update(column=rest[0])
    column.delete()
    changes.record(board, "column_removed", by=by, column=column.name)


def _held(column: Column, by: User) -> tuple[Board, Column]:
    board = desk.at(column.board_id, by)
    found = board.columns.filter(pk=column.pk).first()
    if found is None:
        raise desk.Gone(_("This column is not there any more."))
    return board, found


def _shape(column: Column, shape: Shape) -> None:
    column.name, column.is_done = shape.name, shape.is_done
    column.limit, column.is_strict = shape.limit, shape.is_strict and shape.limit is not None
