"""The numbered changes of a board: written by every act as its last step, read by pages, history and exports."""

from typing import Any

from accounts.models import User
from marketplace.kit import clock
from projects.boards import live
from projects.models import Board, BoardChange, Card

PER_PAGE = 50


def record(board: Board, what: str, *, by: User | None, card: Card | None = None, **facts: Any) -> BoardChange:
    """Write the next change and let open pages hear of it. The caller holds the board's lock."""
    board.last_change += 1
    board.save(update_fields=["last_change", "last_card"])
    if card:
        facts = {"card": card.title, **facts}
    change = BoardChange.objects.create(
        board=board, number=board.last_change, what=what, card=card, by=by, at=clock.now(), facts=facts
    )
    live.wake(board.pk)
    return change


def of_card(card: Card, most: int = PER_PAGE) -> list[BoardChange]:
    """What happened to a card, the newest first."""
    return list(card.changes.select_related("by__party").order_by("-number")[:most])
