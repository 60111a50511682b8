"""The labels of a board: `labels.add(board, name="Print", tone="sea", by=cleo)`."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from projects.boards import changes, desk
from projects.models import Board, Label

MOST = 30


@transaction.atomic
def add(board: Board, *, name: str, tone: str, by: User) -> Label:
    """One more label. Raises NotAllowed, Refused for a name that is there, and for one too many."""
    board = desk.at(board.pk, by)
    if board.labels.count() >= MOST:
        raise Refused(_("A board has at most %(n)d labels.") % {"n": MOST})
    _is_free(board, name)
    label = Label.objects.create(board=board, name=name, tone=tone)
    changes.record(board, "label_added", by=by, label=name)
    return label


@transaction.atomic
def change(label: Label, *, name: str, tone: str, by: User) -> Label:
    """Another name or colour, on every card that has it. Raises NotAllowed, Gone, Refused for a name that is there."""
    board, label = _held(label, by)
    _is_free(board, name, but=label)
    label.name, label.tone = name, tone
    label.save(update_fields=["name", "tone"])
    changes.record(board, "label_changed", by=by, label=name)
    return label


@transaction.atomic
def remove(label: Label, *, by: User) -> None:
    """Take it away, from every card too. Raises NotAllowed, Gone."""
    board, label = _held(label, by)
    label.delete()
    changes.record(board, "label_removed", by=by, label=label.name)


def _held(label: Label, by: User) -> tuple[Board, Label]:
    board = desk.at(label.board_id, by)
    found = board.labels.filter(pk=label.pk).first()
    if found is None:
        raise desk.Gone(_("This label is not there any more."))
    return board, found


def _is_free(board: Board, name: str, but: Label | None = None) -> None:
    if any(label.name == name and label != but for label in board.labels.all()):
        raise Refused(_("There is a label “%(name)s” already.") % {"name": name})
