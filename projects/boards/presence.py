"""Who has a board open now, over all processes: in Redis, for some seconds at a time. Without Redis nobody is shown."""

import json
from collections.abc import Collection
from uuid import UUID

import structlog

from accounts.models import User
from marketplace.kit import clock, redis
from marketplace.kit.templatetags import ui

log = structlog.get_logger(__name__)

STAYS = 20.0  # seconds after the last sign of life


def note(board: UUID, here: Collection[UUID], gone: Collection[UUID] = ()) -> list[UUID]:
    """Say who is here by what this process knows; returns everybody who is, in the order of their ids."""
    now, key = clock.now().timestamp(), f"board:{board.hex}:here"
    try:
        with redis.client().pipeline(transaction=False) as line:
            if here:
                line.zadd(key, {user.hex: now for user in here})
            if gone:
                line.zrem(key, *(user.hex for user in gone))
            line.zremrangebyscore(key, "-inf", now - STAYS)
            line.expire(key, int(STAYS) + 1)
            line.zrange(key, 0, -1)
            found = line.execute()[-1]
    except redis.Away:
        log.warning("presence_away", board=str(board))
        return []
    return sorted(UUID(hex=one.decode() if isinstance(one, bytes) else one) for one in found)


def as_text(users: Collection[UUID]) -> str:
    """The message that shows these people on a page."""
    found = User.objects.filter(pk__in=users, party__isnull=False).select_related("party").order_by("party__name", "pk")
    return json.dumps({"here": [{"name": user.party.name, "face": ui.avatar(user.party)} for user in found]})
