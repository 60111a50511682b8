"""The checklist of a card: `checklists.tick(item, by=cleo)`."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from projects.boards import cards, changes, desk, ranks
from projects.models import Board, Card, CheckItem

MOST = 100


@transaction.atomic
def add(card: Card, *, text: str, by: User) -> CheckItem:
    """One more line, at the end. Raises NotAllowed, Gone, Refused for one too many."""
    board, card = cards.held(card, by)
    there = list(card.checklist.all())
    if len(there) >= MOST:
        raise Refused(_("A checklist has at most %(n)d lines.") % {"n": MOST})
    rank = ranks.between(there[-1].rank if there else "", "")
    item = CheckItem.objects.create(card=card, text=text, rank=rank)
    changes.record(board, "item_added", by=by, card=card, item=text)
    return item


def tick(item: CheckItem, *, by: User) -> CheckItem:
    """It is done. Twice does it once. Raises NotAllowed, Gone."""
    return _mark(item, is_done=True, by=by)


def untick(item: CheckItem, *, by: User) -> CheckItem:
    """It is not done after all. Twice does it once. Raises NotAllowed, Gone."""
    return _mark(item, is_done=False, by=by)


@transaction.atomic
def remove(item: CheckItem, *, by: User) -> None:
    """Strike the line. Raises NotAllowed, Gone."""
    board, item = _held(item, by)
    item.delete()
    changes.record(board, "item_removed", by=by, card=item.card, item=item.text)


@transaction.atomic
def _mark(item: CheckItem, *, is_done: bool, by: User) -> CheckItem:
    board, item = _held(item, by)
    if item.is_done != is_done:
        item.is_done = is_done
        item.save(update_fields=["is_done"])
        changes.record(board, "item_done" if is_done else "item_undone", by=by, card=item.card, item=item.text)
    return item


def _held(item: CheckItem, by: User) -> tuple[Board, CheckItem]:
    board, card = cards.held(item.card, by)
    found = card.checklist.filter(pk=item.pk).first()
    if found is None:
        raise desk.Gone(_("This line is not there any more."))
    found.card = card
    return board, found
