"""What happened on a board, as sentences: for its history, and for the line that open pages show.

Beside `who` a sentence names facts of its change. A change whose sentence no code knows any more is told by its card.
"""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import naming
from projects.models import BoardChange

SENTENCES: dict[str, Any] = {
    "card_added": _("%(who)s added “%(card)s” to %(column)s."),
    "card_changed": _("%(who)s changed “%(card)s”."),
    "card_moved": _("%(who)s moved “%(card)s” from %(from)s to %(column)s."),
    "card_archived": _("%(who)s put “%(card)s” away."),
    "card_restored": _("%(who)s brought “%(card)s” back."),
    "item_added": _("%(who)s added “%(item)s” to the checklist of “%(card)s”."),
    "item_done": _("%(who)s ticked “%(item)s” on “%(card)s”."),
    "item_undone": _("%(who)s took the tick off “%(item)s” on “%(card)s”."),
    "item_removed": _("%(who)s struck “%(item)s” from the checklist of “%(card)s”."),
    "commented": _("%(who)s commented on “%(card)s”."),
    "comment_removed": _("%(who)s took a comment on “%(card)s” back."),
    "file_added": _("%(who)s put the file %(file)s beside “%(card)s”."),
    "file_removed": _("%(who)s took the file %(file)s from “%(card)s”."),
    "related": _("%(who)s related “%(card)s” to “%(other)s”."),
    "unrelated": _("%(who)s parted “%(card)s” from “%(other)s”."),
    "column_added": _("%(who)s added the column %(column)s."),
    "column_changed": _("%(who)s changed the column %(column)s."),
    "column_moved": _("%(who)s moved the column %(column)s."),
    "column_removed": _("%(who)s removed the column %(column)s."),
    "column_ordered": _("The column %(column)s was put in order."),
    "label_added": _("%(who)s added the label %(label)s."),
    "label_changed": _("%(who)s changed the label %(label)s."),
    "label_removed": _("%(who)s removed the label %(label)s."),
    "field_added": _("%(who)s added the field %(field)s."),
    "field_removed": _("%(who)s removed the field %(field)s."),
    "imported": _("%(who)s brought %(cards)s cards from a file."),
}
WITHIN = _("%(who)s moved “%(card)s” within %(column)s.")
OVERTOOK = _("%(overtook)s had moved it meanwhile.")


def of(change: BoardChange) -> str:
    """The sentence in the active language."""
    facts = {"who": naming.who(change.by, None) or _t("Somebody"), **change.facts}
    sentence = SENTENCES.get(change.what, "%(who)s: %(card)s")
    if change.what == "card_moved" and facts.get("from") == facts.get("column"):
        sentence = WITHIN
    said = str(sentence) % _Facts(facts)
    return f"{said} {str(OVERTOOK) % facts}" if facts.get("overtook") else said


class _Facts(dict[str, Any]):
    """A change written before its sentence named one thing more must still be readable."""

    def __missing__(self, name: str) -> str:
        return "…"
