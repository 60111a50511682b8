"""Whom the acts on a board tell by name, in the act's own transaction. Everybody else sees it on the board."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.boards import people
from projects.models import Card, CardComment
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "card_assigned": {
        "label": _("A card of a board is for you"),
        "icon": "check",
        "sentence": _("%(actor)s gave you the card “%(card)s”."),
        "button": _("Open the card"),
        "is_mailed": False,
    },
    "card_commented": {
        "label": _("Somebody comments on a card"),
        "icon": "chat",
        "sentence": _("%(actor)s commented on the card “%(card)s”."),
        "button": _("Read it"),
        "is_mailed": False,
    },
    "card_due_day_before": {
        "label": _("A card of yours is due tomorrow"),
        "icon": "clock",
        "sentence": _("Your card “%(card)s” is due tomorrow, on %(day)s."),
        "button": _("Open the card"),
    },
    "card_due_on_the_day": {
        "label": _("A card of yours is due today"),
        "icon": "clock",
        "sentence": _("Your card “%(card)s” is due today."),
        "button": _("Open the card"),
    },
}


def declare() -> None:
    """Let the notices about cards exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def assigned(card: Card, *, before: User | None, by: User) -> None:
    """Tell whom the card is for now, if that is somebody else than before and than who did it."""
    if card.assignee and card.assignee != by and card.assignee != before:
        _tell([card.assignee], "card_assigned", card, key=f"{card.pk}:{card.version}", by=by)


def commented(comment: CardComment, *, by: User) -> None:
    """Tell whom the card is for, and who has spoken about it before; only those who still work here."""
    card = comment.card
    before = set(card.comments.exclude(by=None).values_list("by", flat=True))
    concerned: set[Any] = (before | {card.assignee_id, card.added_by_id}) - {None, by.pk}
    here = people.ids([card.board.contract])[card.board.contract_id]
    _tell(list(User.objects.filter(pk__in=concerned & here)), "card_commented", card, key=str(comment.pk), by=by)


def due(card: Card, *, step: str) -> None:
    """Tell whom the card is for that its day comes. step: projects.boards.reminders."""
    if card.assignee and card.due_on:
        day = {"day": card.due_on.isoformat()}
        _tell([card.assignee], f"card_due_{step}", card, key=f"{card.pk}:{card.due_on}", day=day)


def _tell(users: list[User], kind: str, card: Card, *, key: str, by: User | None = None, **facts: Any) -> None:
    listing = card.board.contract.project.listing
    actor = by.party if by else None
    notices.tell(
        users, kind, key=key, url=card.get_absolute_url(), actor=actor, listing=listing, card=card.title, **facts
    )
