"""News of one floor for those above it: told once, in the act's own transaction.

    published: "Tiding[Work]" = Tiding()             # in the lower floor
    published.plug(feeds.follow)                     # above it, in AppConfig.ready
    published.tell(work)                             # by the act

What a hearer raises undoes the act. What leaves the house goes through the outbox.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Tiding(Generic[Thing]):
    """One sort of news, and who hears it, in the order in which they were plugged in."""

    def __init__(self) -> None:
        self._hearers: list[Callable[[Thing], object]] = []

    def plug(self, hearer: Callable[[Thing], object]) -> None:
        """Let it be told to this one, too. Twice is once."""
        if hearer not in self._hearers:
            self._hearers.append(hearer)

    def tell(self, thing: Thing) -> None:
        """Tell everybody."""
        for hearer in self._hearers:
            hearer(thing)
