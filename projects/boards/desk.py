"""What every act on a board begins with: its lock, and whether this person may.

    board = desk.at(card.board_id, by)

The board's row is the one lock of everything on it (docs/locking.md): a board has as many writers as a contract has
people, and an act holds it for some milliseconds. Whoever may read the contract may work on its board, members of a
company as well: a card binds nobody and moves no money (docs/decisions/060).
"""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from projects.boards import people
from projects.models import Board, Contract

Status = Contract.Status
WORKED_ON = {Status.ACTIVE, Status.PAUSED, Status.DISPUTED}


class Gone(Refused):
    """What was to be changed is not there any more."""


def at(board: UUID, by: User) -> Board:
    """The board as it is now, held against every other act on it.

    Raises NotAllowed for who does not belong to either side, Refused once the contract has ended.
    """
    held: Board = Board.objects.locked().get(pk=board)
    held.contract = Contract.objects.get(pk=held.contract_id)
    if by.pk not in people.ids([held.contract])[held.contract_id]:
        raise NotAllowed(_("Only the people of the two sides work on this board."))
    if held.contract.status not in WORKED_ON:
        raise Refused(_("The contract is over, so its board stays as it is."))
    return held
