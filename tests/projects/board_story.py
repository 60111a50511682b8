"""A board and its cards, as the tests of boards begin: built by our own acts."""

from typing import Any

from accounts.models import User
from projects.boards import cards, opening
from projects.boards.cards import Details
from projects.models import Board, Card, Column, Contract


def board_of(contract: Contract) -> Board:
    """The board of a contract that both have signed."""
    return opening.of(contract)


def column(board: Board, place: int = 0) -> Column:
    """Its column of this place: to do, doing, with the client, done."""
    return list(board.columns.all())[place]


def added(board: Board, title: str = "Set the index", *, by: User, place: int = 0, **details: Any) -> Card:
    """A card in the column of this place."""
    return cards.add(column(board, place), Details(title=title, **details), by=by)


def titles(board: Board, place: int = 0) -> list[str]:
    """What stands in the column of this place, from the top."""
    return list(column(board, place).cards.current().order_by("rank").values_list("title", flat=True))


def history(board: Board) -> list[str]:
    """What happened, oldest first."""
    return list(board.changes.order_by("number").values_list("what", flat=True))
