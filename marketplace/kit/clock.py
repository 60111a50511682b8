"""The only source of "now". Rules never ask the database, so that time can be travelled in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _moment.get() or timezone.now()


def today() -> date:
    """This day in the viewer's zone (UTC where no zone is set)."""
    return timezone.localdate(now())


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let our own acts happen at a moment of the past: for the sample alone, whose deals began before this copy did.

    Never for what somebody does here: books, clocks and gateways would disagree about when it was.
    """
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
