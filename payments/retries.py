"""An act of money that the database broke off is done again from the start.

    @retries.atomic
    def release(hold, *, by, key): ...

Two acts that take the same locks in another order wait for each other until the database ends one (deadlock, 40P01);
two that read and write across each other at a stricter isolation end likewise (serialization failure, 40001). Nothing
of the one that was ended has happened, so it may be done again, with the same key and the same ref: it happens once.
docs/locking.md keeps such ends rare; this makes them harmless.
"""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from django.db import Error, connection, transaction

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)

BROKEN_OFF = {"40P01", "40001"}
TRIES = 5
PAUSE = 0.02  # seconds after the first time; twice that after the second …


def atomic(act: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Let the act be one transaction, done again when the database breaks it off; a part of another act stays a part.

    The act looks its rows up itself, after it has begun, so that it does not go on with what it read before.
    """

    @wraps(act)
    def patiently(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        for attempt in range(1, TRIES + 1):
            is_whole = not connection.in_atomic_block
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except Error as error:
                if not (is_whole and attempt < TRIES and _was_broken_off(error)):
                    raise
                log.info("act_again", act=act.__name__, attempt=attempt, why=str(error).partition("\n")[0])
                time.sleep(PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311  (spread, not secrecy)
        raise AssertionError("unreachable")

    return patiently


def _was_broken_off(error: BaseException | None) -> bool:
    """Whether this, or what it follows from, is the database's word that nothing of the act has happened."""
    while error is not None:
        state: Any = getattr(error, "sqlstate", None)
        if state in BROKEN_OFF:
            return True
        error = error.__cause__ or error.__context__
    return False
