"""The board's own fields, which every card of it may fill: `fields.add(board, name="Pages", kind="number", by=ada)`."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from projects.boards import changes, desk
from projects.models import Board, BoardField

MOST, MOST_CHOICES = 12, 20


@transaction.atomic
def add(board: Board, *, name: str, kind: str, choices: Sequence[str] = (), by: User) -> BoardField:
    """One more field. Raises NotAllowed, Refused for a name that is there, and for one too many."""
    board = desk.at(board.pk, by)
    if board.fields.count() >= MOST:
        raise Refused(_("A board has at most %(n)d fields of its own.") % {"n": MOST})
    if board.fields.filter(name=name).exists():
        raise Refused(_("There is a field “%(name)s” already.") % {"name": name})
    made = BoardField.objects.create(board=board, name=name, kind=kind, choices=list(choices))
    changes.record(board, "field_added", by=by, field=name)
    return made


@transaction.atomic
def remove(field: BoardField, *, by: User) -> None:
    """Take it away, with what cards say in it. Raises NotAllowed, Gone."""
    board = desk.at(field.board_id, by)
    found = board.fields.filter(pk=field.pk).first()
    if found is None:
        raise desk.Gone(_("This field is not there any more."))
    for card in board.cards.filter(values__has_key=str(found.pk)):
        card.values.pop(str(found.pk))
        card.save(update_fields=["values"])
    found.delete()
    changes.record(board, "field_removed", by=by, field=found.name)
