"""A board as a table, a month, and the cards of one person over all their contracts."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import clock
from marketplace.kit.pagination import Page, page_of
from projects.boards.desk import WORKED_ON
from projects.boards.filters import Filter
from projects.models import Board, Card, Contract, Milestone

Due = TypeVar("Due", Card, Milestone)
PER_PAGE = 50
MOST_OF_A_MONTH = 500
SORTS: Mapping[str, F] = {
    "number": F("number"), "title": F("title"), "column": F("column__rank"), "due": F("due_on"),
    "who": F("assignee__party__name"), "changed": F("changed_at"),
}  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A day of the month that is shown, with the cards and the milestones that are due on it."""

    date: date
    cards: list[Card]
    is_of_month: bool
    milestones: list[Milestone]

    @property
    def is_today(self) -> bool:
        return self.date == clock.today()


@dataclass(frozen=True)
class Month:
    """A month in whole weeks. before, after: the months beside it as an address names them, "2026-11"."""

    first: date
    weeks: list[list[Day]]
    weekdays: list[str]

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def days(self) -> list[Day]:
        """The days on which something is due, for narrow screens."""
        return [day for week in self.weeks for day in week if (day.cards or day.milestones) and day.is_of_month]


def table(board: Board, asked: Filter, *, sort: str, column: str = "", after: str | None, by: User) -> "Page[Card]":
    """A page of the cards in this order ("-due": the latest first). column: only of this one."""
    cards = asked.apply(Card.objects.current().filter(board=board), by=by).with_face()
    if column:
        cards = cards.filter(column=column)
    return page_of(cards, order=[_order(sort), "-id"], after=after, size=PER_PAGE)


def month(board: Board, asked: Filter, *, named: str, by: User) -> Month:
    """The month of this name, else the present one, with what is due in it. Who filters asks for cards alone."""
    first = _first(named)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    cards = asked.apply(Card.objects.current().filter(board=board), by=by).with_face()
    due = cards.filter(due_on__range=(weeks[0][0], weeks[-1][-1])).order_by("due_on", "pk")[:MOST_OF_A_MONTH]
    on, paid = _by_day(due), {} if asked.is_set else _by_day(_milestones(board, weeks[0][0], weeks[-1][-1]))
    days = [[Day(day, on.get(day, []), day.month == first.month, paid.get(day, [])) for day in week] for week in weeks]
    return Month(first, days, [date_format(day, "D") for day in weeks[0]])


def _milestones(board: Board, first: date, last: date) -> "QuerySet[Milestone]":
    """The milestones of its contract that have their day then."""
    planned = Milestone.objects.filter(contract=board.contract_id, due_on__range=(first, last))
    return planned.exclude(status=Milestone.Status.CANCELLED).order_by("due_on", "position")


def _by_day(rows: Iterable[Due]) -> dict[date | None, list[Due]]:
    on: dict[date | None, list[Due]] = {}
    for row in rows:
        on.setdefault(row.due_on, []).append(row)
    return on


def mine(user: User, *, after: str | None) -> "Page[Card]":
    """What is to be done by this person, over all contracts that they may read, by its day."""
    contracts = Contract.objects.visible_to(user).filter(status__in=WORKED_ON)
    cards = Card.objects.open().filter(assignee=user, board__contract__in=contracts).with_face()
    cards = cards.select_related("column", "assignee__party", "board__contract__project__listing")
    cards = cards.defer("board__contract__project__listing__search")
    return page_of(cards, order=[F("due_on").asc(nulls_last=True), "id"], after=after, size=PER_PAGE)


def group_of(card: Card) -> str:
    """Under which heading a card of one's own stands."""
    today = clock.today()
    if card.due_on is None:
        return _("Without a day")
    if card.due_on <= today:
        return _("Late") if card.due_on < today else _("Today")
    return _("Within a week") if card.due_on <= today + timedelta(days=7) else _("Later")


def column_of(text: str) -> str:
    """A column's id from an address; nothing for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def sort_of(text: str) -> str:
    """An order from an address; the next due first where none is asked for."""
    return text if text.removeprefix("-") in SORTS else "due"


def _order(sort: str) -> OrderBy:
    by = SORTS[sort.removeprefix("-")]
    can_be_empty = sort.removeprefix("-") in {"due", "who"}
    nulls_last = True if can_be_empty else None
    return by.desc(nulls_last=nulls_last) if sort.startswith("-") else by.asc(nulls_last=nulls_last)


def _first(named: str) -> date:
    try:
        year, number = (int(part) for part in named.split("-"))
        return date(min(max(year, 2000), 2100), number, 1)
    except ValueError:
        return clock.today().replace(day=1)
