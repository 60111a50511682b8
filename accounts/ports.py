"""What accounts asks of the floors above, and how they answer. Each plugs its answer in from `AppConfig.ready`.

ports.walls.plug(works_on_the_wall)          # portfolios: three works for the card of a person
ports.notices.plug(unread_of)                # social: the figure beside the bell
ports.ways_in.plug("client", post_a_job)     # projects: where a new client goes first
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from accounts.models import Party, User

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Port(Generic[Asked, Answer]):
    """One question and at most one that answers it; until somebody does, the answer is the one given here."""

    def __init__(self, otherwise: Answer) -> None:
        self._otherwise = otherwise
        self._answers: Callable[Asked, Answer] | None = None

    def plug(self, answers: Callable[Asked, Answer]) -> None:
        """Ask this function from now on."""
        self._answers = answers

    def ask(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return self._answers(*args, **kwargs) if self._answers else self._otherwise


Picture = str | list[str]  # a stored picture's path, or [style, id, title] of a drawn cover

walls: "Port[[Party], list[Picture]]" = Port([])
notices: "Port[[User], int]" = Port(0)


class WaysIn:
    """Where somebody who has just joined in a role goes first: a page with something for them to do."""

    def __init__(self) -> None:
        self._ways: dict[str, Callable[[User], str]] = {}

    def plug(self, role: str, way: "Callable[[User], str]") -> None:
        """Send newcomers of this role to the address that the function gives."""
        self._ways[role] = way

    def for_roles(self, user: "User", roles: list[str]) -> str | None:
        """The address for the first of these roles that has one."""
        return next((self._ways[role](user) for role in roles if role in self._ways), None)


ways_in = WaysIn()


@dataclass(frozen=True)
class Tab:
    """A panel's place among the tabs of a person's or company's page.

    A panel of "person_page" or "company_page" that brings `tab` in its context gets a link to `#anchor` above.
    """

    anchor: str
    title: str
    count: int | None = None
