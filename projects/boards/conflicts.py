"""Two texts of one card side by side, as the page of a conflict shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.boards import cards
from projects.boards.cards import Details
from projects.models import Card


@dataclass(frozen=True)
class Difference:
    """One field that says two things."""

    name: str
    theirs: str
    yours: str


def between(card: Card, details: Details) -> list[Difference]:
    """Where what was typed differs from what stands there now."""
    return list(_differences(card, details))


def _differences(card: Card, details: Details) -> Iterator[Difference]:
    words = {
        "title": _("Title"), "text": _("Description"), "assignee": _("For"), "due_on": _("Due"),
        "milestone": _("Milestone"),
    }  # fmt: skip
    changed = cards.differences(card, details)
    for name, label in words.items():
        if name in changed:
            yield Difference(label, _said(getattr(card, name)), _said(getattr(details, name)))
    if "labels" in changed:
        now, new = ([label.name for label in labels] for labels in (card.labels.all(), details.labels))
        yield Difference(_("Labels"), ", ".join(now), ", ".join(new))
    if "values" in changed:
        for own in card.board.fields.all():
            theirs, yours = card.values.get(str(own.pk), ""), details.values.get(str(own.pk), "")
            if theirs != yours:
                yield Difference(own.name, theirs, yours)


def _said(value: Any) -> str:
    if value in (None, ""):
        return ""
    if hasattr(value, "isoformat"):
        return date_format(value, "DATE_FORMAT")
    return str(value.party.name) if hasattr(value, "party") else str(value)
