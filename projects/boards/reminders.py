"""A card's day comes: its assignee is told at nine the day before and on the day, by their own clock."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from marketplace.kit import clock, timers
from projects.boards import board_news, people
from projects.models import Card

DUE = "card_due"
AT = time(9)
DAY_BEFORE, ON_THE_DAY = "day_before", "on_the_day"
AHEAD = {DAY_BEFORE: timedelta(days=1), ON_THE_DAY: timedelta(0)}


def arrange(card: Card) -> None:
    """Set the next reminder of the card as it stands now, or none. The caller holds the board."""
    now = clock.now()
    for step, moment in _moments(card):
        if moment > now:
            timers.set(DUE, card.pk, moment, step=step)
            return
    timers.cancel(DUE, card.pk)


@timers.handles(DUE)
def remind(key: str, *, step: str) -> None:
    """Tell whom the card is for. Early, late or twice does no harm."""
    card = Card.objects.select_related("column", "board__contract", "assignee").filter(pk=UUID(key)).first()
    if card is None:
        return
    moment = dict(_moments(card)).get(step)
    if moment and moment <= clock.now() and _still_works_here(card):
        board_news.due(card, step=step)
    arrange(card)


def _moments(card: Card) -> Iterator[tuple[str, datetime]]:
    """When its assignee is to be told, the first first; nothing where nobody is."""
    if card.due_on is None or card.assignee is None or card.archived_at or card.column.is_done:
        return
    for step, ahead in AHEAD.items():
        yield step, datetime.combine(card.due_on - ahead, AT, _zone(card.assignee))


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.timezone or "UTC")


def _still_works_here(card: Card) -> bool:
    contract = card.board.contract
    return contract.is_live and card.assignee_id in people.ids([contract])[contract.pk]
