"""The pages of a contract's room, in the order of their tabs. Each stands under the same bar of money and head.

context = room_pages.around(contract, at="entries")  # then what the page itself shows
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from projects import figures
from projects.models import Contract


@dataclass(frozen=True)
class RoomPage:
    """One page of the room. name: of its address, which takes the contract's id. shown: which contracts have it."""

    name: str
    label: str | Promise
    shown: Callable[[Contract], bool] = lambda contract: True


@dataclass(frozen=True)
class Tab:
    """A link in the row of tabs (templates/components/tabs.html)."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def _is_made(contract: Contract) -> bool:
    return contract.signed_at is not None


PAGES: tuple[RoomPage, ...] = (
    RoomPage("contract", pgettext_lazy("room", "Overview")),
    RoomPage("board", pgettext_lazy("room", "Board"), _is_made),
    RoomPage("hours", pgettext_lazy("room", "Hours"), lambda contract: contract.is_hourly and _is_made(contract)),
    RoomPage("progress", pgettext_lazy("room", "Progress"), _is_made),
    RoomPage("messages", pgettext_lazy("room", "Messages")),
    RoomPage("files", pgettext_lazy("room", "Files")),
    RoomPage("entries", pgettext_lazy("room", "Money"), _is_made),
)


def around(contract: Contract, *, at: str) -> dict[str, Any]:
    """What the head, the tabs and the bar of money of every page of the room print. at: the name of this page."""
    money = figures.of(contract, contract.milestones.all())
    return {"section": "jobs", "contract": contract, "figures": money, "tabs": tabs_of(contract, at=at)}


def address(contract: Contract, name: str) -> str:
    """Where the page of this name is."""
    return reverse(f"projects:{name}", args=[contract.pk])


def tabs_of(contract: Contract, *, at: str) -> list[Tab]:
    """The row of tabs; none where there would be one alone."""
    tabs = list(_tabs(contract, at))
    return tabs if len(tabs) > 1 else []


def _tabs(contract: Contract, at: str) -> Iterator[Tab]:
    for page in PAGES:
        if page.shown(contract):
            yield Tab(str(page.label), address(contract, page.name), page.name == at)
