"""What accounts asks of the floors above, and how they answer. Each plugs its answer in from `AppConfig.ready`.

ports.walls.plug(works_on_the_wall)          # portfolios: three works for the card of a person
ports.notices.plug(unread_of)                # social: the figure beside the bell
ports.first_steps.plug(steps_of)             # each floor: what somebody who is new does next
ports.worked_together.plug(together)         # projects: whether two have worked together
ports.telling.plug(declare, tell)            # social: what happened on this floor is told like everything else
ports.open_business.plug(jobs_still_open)    # each floor: what must end before a party may
ports.menu.plug(wallet_and_cart)             # each floor: its places in the menu of whoever has signed in
ports.strip.plug(on_time)                    # each floor: figures for the strip under a name
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

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


# social: whether nobody behind the one has blocked somebody behind the other. Asked wherever one reaches for another.
may_meet: "Port[[Party, Party], bool]" = Port(otherwise=True)

# social: this person's wall has another clock from now on, so what comes in their morning comes at another moment.
moved: "Port[[User], None]" = Port(None)

# projects: whether these two have worked together, and with whom a person has. Both ways round, companies included.
worked_together: "Port[[Party, Party], bool]" = Port(otherwise=False)
worked_with: "Port[[Party], list[Party]]" = Port([])


@dataclass(frozen=True)
class Step:
    """Something worth doing next, where it is done, and whether it is done. weight: its share of a whole page."""

    title: str
    url: str
    is_done: bool
    weight: int = 0


class FirstSteps:
    """What somebody who is new does next on the floors above: each floor says its own, for the part they play."""

    def __init__(self) -> None:
        self._floors: list[Callable[[User], Iterable[Step]]] = []

    def plug(self, steps: "Callable[[User], Iterable[Step]]") -> None:
        """Ask this floor, too."""
        if steps not in self._floors:
            self._floors.append(steps)

    def of(self, user: "User") -> list[Step]:
        """All of them, in the order of the floors."""
        return [step for floor in self._floors for step in floor(user)]


first_steps = FirstSteps()


@dataclass(frozen=True)
class Place:
    """An entry of one's menu: an icon's name, the word, where it leads, how many things wait there.

    is_in_header: while something is there it also stands beside the bell; stands: even while nothing is. said: what a
    screen reader says of it there. since: a clock that runs there from that moment on, instead of a count; figure: what
    it shows now.
    """

    icon: str
    title: str
    url: str
    count: int = 0
    is_in_header: bool = False
    said: str = ""
    stands: bool = False
    since: datetime | None = None
    figure: str = ""


class Menu:
    """What the menu of somebody who has signed in leads to on the floors above: each floor says its own."""

    def __init__(self) -> None:
        self._floors: list[Callable[[User], Iterable[Place]]] = []

    def plug(self, places: "Callable[[User], Iterable[Place]]") -> None:
        """Ask this floor, too. It is asked with every page, so it takes one query at most."""
        if places not in self._floors:
            self._floors.append(places)

    def of(self, user: "User") -> list[Place]:
        """All of them, in the order of the floors."""
        return [place for floor in self._floors for place in floor(user)]


menu = Menu()


class Telling:
    """Notices about what happens on this floor. The floor that tells knows them once it has plugged itself in.

    ports.telling.declare("company_left", icon="leave", sentence=_("%(actor)s left %(company)s."), button=_("Look"))
    ports.telling.tell([ada], "company_left", key=held.pk, url=…, actor=ben.party, company="Ridge Press")
    """

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, Any]] = {}
        self._declare: Callable[..., None] | None = None
        self._tell: Callable[..., None] | None = None

    def plug(self, declare: Callable[..., None], tell: Callable[..., None]) -> None:
        """Tell through these from now on; what was declared before is declared to them now."""
        self._declare, self._tell = declare, tell
        for name, words in self._kinds.items():
            declare(name, **words)

    def declare(self, name: str, **words: Any) -> None:
        """Let notices of this kind exist: icon, sentence, button and whatever else a kind has."""
        self._kinds[name] = words
        if self._declare:
            self._declare(name, **words)

    def tell(self, users: "Iterable[User]", kind: str, **notice: Any) -> None:
        """Tell each of these people once, in the act's own transaction: key, url, actor, and facts of the sentence."""
        if self._tell:
            self._tell(users, kind, **notice)


telling = Telling()


Figure = tuple[str, str, str]  # its name, the figure, and what it is of


class Strip:
    """Figures of a party for the strip under its name: each floor says its own, the weightiest first."""

    def __init__(self) -> None:
        self._floors: list[Callable[[Party], Iterable[Figure]]] = []

    def plug(self, figures: "Callable[[Party], Iterable[Figure]]") -> None:
        """Ask this floor, too. It is asked with every page, so it takes one query at most."""
        if figures not in self._floors:
            self._floors.append(figures)

    def of(self, party: "Party") -> list[Figure]:
        """All of them, in the order of the floors."""
        return [figure for floor in self._floors for figure in floor(party)]


strip = Strip()


class OpenBusiness:
    """What other people still count on before a party may end: each floor says its own, a sentence each."""

    def __init__(self) -> None:
        self._floors: list[Callable[[Party], Iterable[str]]] = []

    def plug(self, reasons: "Callable[[Party], Iterable[str]]") -> None:
        """Ask this floor, too."""
        if reasons not in self._floors:
            self._floors.append(reasons)

    def of(self, party: "Party") -> list[str]:
        """Every reason, in the words that the person reads; empty where nothing is open."""
        return [reason for floor in self._floors for reason in floor(party)]


open_business = OpenBusiness()


@dataclass(frozen=True)
class Tab:
    """A panel's place among the tabs of a person's or company's page.

    A panel of "person_page" or "company_page" that brings `tab` in its context gets a link to `#anchor` above.
    """

    anchor: str
    title: str
    count: int | None = None
