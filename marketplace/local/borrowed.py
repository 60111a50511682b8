"""Services for the length of one command: those that run already, those that the environment names, or our own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from marketplace.local.places import Places


@contextmanager
def services(places: Places) -> Iterator[None]:
    """Name Postgres and Redis in the environment while the block runs; start ours if nobody else did."""
    if _are_named(os.environ):
        yield
        return
    from marketplace.local import services as embedded  # a deployment, which names its services, has no part of these

    if published := embedded.read_published(places):
        os.environ.update(published)
        yield
        return
    with embedded.held(places):
        os.environ.update(embedded.read_published(places))
        yield


def _are_named(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DATABASE_URL") and environment.get("REDIS_URL"))
