"""How a board comes into being: with its contract, once."""

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from projects.boards import ranks
from projects.models import Board, Column, Contract


def of(contract: Contract) -> Board:
    """The board of a contract that both have signed; made at its first sight where it has none. Twice gives one."""
    found = Board.objects.filter(contract=contract).first()
    if found is None:
        try:
            found = _open(contract)
        except IntegrityError:  # somebody else opened it at the same moment
            found = Board.objects.get(contract=contract)
    found.contract = contract
    return found


@transaction.atomic
def _open(contract: Contract) -> Board:
    board = Board.objects.create(contract=contract)
    names = _names(contract.language)
    steps = zip(names, ranks.spread(len(names)), strict=True)
    Column.objects.bulk_create(
        Column(board=board, name=name, rank=rank, is_done=name == names[-1]) for name, rank in steps
    )
    return board


def _names(language: str) -> list[str]:
    """In the language of the contract, because both read them."""
    with translation.override(language or None):
        return [_("To do"), _("Doing"), _("With the client"), _("Done")]
