"""What somebody wants to see of a board, as it stands in the address of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from marketplace.kit import clock
from projects.models.card import CardQuerySet

LONGEST = 100
ME, NOBODY = "me", "nobody"
DUE = {
    "late": pgettext_lazy("cards", "Late"),
    "week": _("Within a week"),
    "none": _("Without a day"),
}


@dataclass(frozen=True)
class Filter:
    """Empty where nothing is asked for. What nobody could have chosen counts as nothing."""

    text: str = ""
    who: str = ""
    label: str = ""
    due: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.who or self.label or self.due)

    def apply(self, cards: CardQuerySet, *, by: User) -> CardQuerySet:
        """Those cards that are meant. by: who looks."""
        if self.text:
            cards = cards.filter(Q(title__icontains=self.text) | Q(text__icontains=self.text))
        if self.who:
            cards = cards.filter(assignee=None if self.who == NOBODY else by.pk if self.who == ME else self.who)
        if self.label:
            cards = cards.filter(pk__in=cards.model.labels.through.objects.filter(label=self.label).values("card"))
        return self._by_day(cards)

    def _by_day(self, cards: CardQuerySet) -> CardQuerySet:
        today = clock.today()
        days = {
            "late": Q(due_on__lt=today, column__is_done=False),
            "week": Q(due_on__gte=today, due_on__lte=today + timedelta(days=7)),
            "none": Q(due_on=None),
        }
        return cards.filter(days[self.due]) if self.due else cards


def of(asked: Mapping[str, Any]) -> Filter:
    """The filter of an address: ?q=…&who=…&label=…&due=…"""
    who, due = asked.get("who", ""), asked.get("due", "")
    return Filter(
        text=asked.get("q", "").replace("\0", "").strip()[:LONGEST],
        who=who if who in {ME, NOBODY} else _id(who),
        label=_id(asked.get("label", "")),
        due=due if due in DUE else "",
    )


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
