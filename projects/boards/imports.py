"""A board that is brought from elsewhere: `imports.bring(board, trello.read(content), by=ada)`.

Everything that is written keeps the id that it had in the file (`import_key`), so the same file twice makes nothing
double; a later export of the same board brings what is new in it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace.kit import clock
from projects.boards import cards, changes, columns, desk, labels, own_export, ranks
from projects.boards.trello import Export, Found, Named
from projects.models import Board, BoardChange, Card, CardComment, CheckItem, Column, Label

LEFT_OUT = {
    "attachments": _("Files: Trello keeps them behind its own sign-in"),
    "members": _("Who cards were for: people who have no part in this contract"),
    "values": _("Custom fields"),
    "activity": _("Lines of the history that are no comments"),
    "lists": _("Lists beyond the twenty columns of a board, with their cards"),
    "labels": _("Labels beyond the thirty of a board"),
    "cards": _("Cards beyond the two thousand of a board"),
    "fields": _("Fields beyond the twelve of a board, or of another kind than its own"),
    "milestones": _("Milestones that this contract has not"),
}
MADE = {
    "cards": _("Cards"), "columns": _("Columns"), "labels": _("Labels"), "items": _("Lines of checklists"),
    "comments": _("Comments"), "relations": _("Relations"), "fields": _("Fields of its own"),
}  # fmt: skip
DONE = {"done", "erledigt", "fertig", "complete", "completed"}


@dataclass
class _Bringing:
    """One import under way: what was written, and what was not."""

    board: Board
    by: User
    made: "Counter[str]"
    left_out: "Counter[str]"


@transaction.atomic
def bring(board: Board, export: Export, *, by: User) -> BoardChange | None:
    """Write what is new in it; None where all of it is here already. Raises NotAllowed, Refused."""
    work = _Bringing(desk.at(board.pk, by), by, Counter(), Counter(export.left_out))
    into, marked = _columns(work, export.lists), _labels(work, export.labels)
    known, fresh = _known(work.board.cards.all()), dict[str, Card]()
    for found in export.cards:
        if found.home not in into:
            work.left_out["lists"] += 1
            continue
        if found.key not in known and (card := _card(work, found, into[found.home], marked)):
            known[found.key] = fresh[found.key] = card
        if found.key in known:
            _lines(work, known[found.key], found)
            _comments(work, known[found.key], found)
    done, left_out = own_export.bring(work.board, export.extras, fresh, known)
    work.made, work.left_out = work.made + done, work.left_out + left_out
    if not +work.made:
        return None
    made: dict[str, Any] = {name: work.made[name] for name in MADE}
    return changes.record(work.board, "imported", by=by, left_out=dict(+work.left_out), **made)


def _columns(work: _Bringing, lists: Iterable[Named]) -> dict[str, Column]:
    there = list(work.board.columns.all())
    known, by_name = _known(there), {one.name.casefold(): one for one in there if not one.import_key}
    for found in lists:
        if found.key in known:
            continue
        column = by_name.pop(found.name.casefold(), None)
        if column:
            column.import_key = found.key
            column.save(update_fields=["import_key"])
        elif len(there) < columns.MOST:
            column = Column(board=work.board, name=found.name, import_key=found.key)
            column.rank, column.limit = ranks.between(there[-1].rank, ""), found.limit
            column.is_done = found.name.casefold() in DONE if found.is_done is None else found.is_done
            column.is_strict = found.is_strict and found.limit is not None
            column.save(force_insert=True)
            there.append(column)
            work.made["columns"] += 1
        if column:
            known[found.key] = column
    return known


def _labels(work: _Bringing, found_labels: Iterable[Named]) -> dict[str, Label]:
    there = list(work.board.labels.all())
    known, by_name = _known(there), {one.name: one for one in there}
    for found in found_labels:
        if found.key in known:
            continue
        label = by_name.get(found.name)
        if label is None and len(by_name) >= labels.MOST:
            work.left_out["labels"] += 1
            continue
        if label is None:
            label = Label.objects.create(board=work.board, name=found.name, tone=found.tone, import_key=found.key)
            by_name[found.name] = label
            work.made["labels"] += 1
        known[found.key] = label
    return known


def _card(work: _Bringing, found: Found, column: Column, marked: dict[str, Label]) -> Card | None:
    if work.board.last_card >= cards.MOST:
        work.left_out["cards"] += 1
        return None
    work.board.last_card += 1
    card = Card(
        board=work.board, number=work.board.last_card, column=column, rank=cards.end_of(column), title=found.title,
        text=found.text, due_on=found.due_on, added_by=work.by, import_key=found.key,
        archived_at=clock.now() if found.is_closed else None,
    )  # fmt: skip
    card.save(force_insert=True)
    card.labels.set([marked[key] for key in found.labels if key in marked])
    work.made["cards"] += 1
    return card


def _lines(work: _Bringing, card: Card, found: Found) -> None:
    known = _known(card.checklist.all()) if found.lines else {}
    new = [line for line in found.lines if line.key and line.key not in known]
    places = ranks.spread(len(known) + len(new))[len(known) :]
    CheckItem.objects.bulk_create(
        CheckItem(card=card, text=line.text, is_done=line.is_done, rank=rank, import_key=line.key)
        for line, rank in zip(new, places, strict=True)
    )
    work.made["items"] += len(new)


def _comments(work: _Bringing, card: Card, found: Found) -> None:
    known = _known(card.comments.all()) if found.comments else {}
    new = [said for said in found.comments if said.key not in known]
    CardComment.objects.bulk_create(
        CardComment(card=card, text=said.text, elsewhere=said.who, at=said.at or clock.now(), import_key=said.key)
        for said in new
    )
    work.made["comments"] += len(new)


def _known(rows: Iterable[Any]) -> dict[str, Any]:
    """What is here, by its id in the file that it came from and by its own, because our export may come back, too."""
    known: dict[str, Any] = {}
    for row in rows:
        own: UUID = row.pk
        known[str(own)] = row
        if row.import_key:
            known[row.import_key] = row
    return known


def in_words(change: BoardChange) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """What an import brought and what it left out, each with its number."""
    brought = [(str(label), int(change.facts.get(name, 0))) for name, label in MADE.items()]
    left_out = change.facts.get("left_out", {})
    return brought, [(str(label), int(left_out[name])) for name, label in LEFT_OUT.items() if name in left_out]
