"""Reads for visitors who have not signed in, from a copy of the database that may lag by moments.

With REPLICA_DATABASE_URL set, a GET without a session reads there; whoever has a session, and so may have just written
something, reads the one database that is written to. Every write goes there too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

REPLICA, PRIMARY = "replica", "default"

_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)


class PublicReads:
    """The database router."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The replica while a request is answered that may lag."""
        return REPLICA if _may_lag.get() else PRIMARY

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Always the primary, also for a row that was read from the replica."""
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica follows the primary by itself."""
        return db == PRIMARY


class PublicReadsMiddleware:
    """Says for each request whether it may lag."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _may_lag.set(is_public_read(request))
        try:
            return self.get_response(request)
        finally:
            _may_lag.reset(token)


def is_public_read(request: HttpRequest) -> bool:
    """A look by somebody who can't have written anything a moment ago."""
    return request.method in ("GET", "HEAD") and settings.SESSION_COOKIE_NAME not in request.COOKIES
