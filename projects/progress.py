"""How a contract comes along: what was due and when it came, what is paid of the plan, what happened in which week.

Figures alone, worked out from the rows that the acts have written; nothing here is stored.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Move
from marketplace.kit.money import Money
from projects.models import BoardChange, Column, Contract, Milestone, Submission
from projects.models.team import contracts_of

Status = Milestone.Status
DONE = [Status.RELEASED, Status.SPLIT]
HANDED_IN = [Status.SUBMITTED, *DONE]
WEEKS = 8


@dataclass(frozen=True)
class Row:
    """A milestone beside its day. days: after it (below zero: before); None without a day, or not handed in."""

    milestone: Milestone
    handed_in: date | None
    days: int | None
    is_overdue: bool

    @property
    def is_on_time(self) -> bool:
        return self.days is not None and self.days <= 0

    @property
    def early(self) -> int:
        return -(self.days or 0)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 99.9 is never called 100."""
        return 100 * self.part // self.of if self.of else 0


@dataclass(frozen=True)
class Week:
    """What happened from this Monday on."""

    monday: date
    submitted: int
    released: int
    cards: int  # of the board, that came to stand where they are done

    @property
    def is_quiet(self) -> bool:
        return not (self.submitted or self.released or self.cards)


@dataclass(frozen=True)
class Progress:
    """All of it for one contract."""

    rows: list[Row]
    on_time: Share
    done: Share
    planned: Money
    paid: Money
    weeks: list[Week]

    @property
    def paid_percent(self) -> int:
        return int(100 * self.paid.amount / self.planned.amount) if self.planned.amount else 0


def of(contract: Contract, milestones: Iterable[Milestone]) -> Progress:
    """The figures of this contract, in four queries. milestones: all of its own, in their order."""
    rows = [_row(one, day) for one, day in _with_first_day(milestones)]
    dated = [row for row in rows if row.days is not None and not row.milestone.rest_of_id]
    done = [row for row in rows if row.milestone.status in DONE]
    nothing = Money(0, contract.currency)
    return Progress(
        rows=rows,
        on_time=Share(sum(row.is_on_time for row in dated), len(dated)),
        done=Share(len(done), len(rows)),
        planned=sum((row.milestone.price for row in rows), nothing),
        paid=sum((row.milestone.price for row in done), nothing),
        weeks=weeks_of(contract, [row.milestone for row in rows]),
    )


def on_time_of(party: Party) -> Share:
    """Of all that this party ever handed in and that had a day: how much came by it. One query."""
    first = Submission.objects.filter(contracts_of([party], "milestone__contract"), number=1)
    first = first.exclude(milestone__contract__client=party)
    dated = first.filter(milestone__due_on__isnull=False, milestone__rest_of=None)
    got = dated.annotate(day=TruncDate("at", tzinfo=UTC)).aggregate(
        of=Count("pk"), part=Count("pk", filter=Q(day__lte=F("milestone__due_on")))
    )
    return Share(got["part"], got["of"])


def weeks_of(contract: Contract, milestones: Iterable[Milestone]) -> list[Week]:
    """The last weeks, the latest first: what was handed in and released, which cards were done. Three queries."""
    this = monday_of(clock.now().date())
    since = datetime.combine(this - timedelta(weeks=WEEKS - 1), time(), UTC)
    moves = Move.objects.filter(
        subject_id__in=[one.pk for one in milestones],
        new__in=[Status.SUBMITTED, Status.RELEASED],
        at__gte=since,
    )
    days = [(monday_of(at.date()), new) for at, new in moves.values_list("at", "new")]
    cards = _weeks_of_cards(contract, since)
    return [
        Week(
            monday,
            days.count((monday, Status.SUBMITTED.value)),
            days.count((monday, Status.RELEASED.value)),
            cards[monday],
        )
        for monday in _mondays(contract, this)
    ]


def _mondays(contract: Contract, this: date) -> Iterator[date]:
    """The Mondays of the last weeks, back to the one in which the contract was signed."""
    first = monday_of((contract.signed_at or contract.created_at).date())
    yield from (day for day in (this - timedelta(weeks=ago) for ago in range(WEEKS)) if day >= first or day == this)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _weeks_of_cards(contract: Contract, since: datetime) -> Counter[date]:
    """How many cards of its board were moved to where they are done, by the Monday of the week."""
    done = set(Column.objects.filter(board__contract=contract, is_done=True).values_list("name", flat=True))
    moved = BoardChange.objects.filter(board__contract=contract, what="card_moved", at__gte=since)
    return Counter(
        monday_of(at.date())
        for at, facts in moved.values_list("at", "facts")
        if facts.get("column") in done and facts.get("from") not in done
    )


def _with_first_day(milestones: Iterable[Milestone]) -> Iterator[tuple[Milestone, date | None]]:
    shown = [one for one in milestones if one.status not in {Status.DRAFT, Status.CANCELLED}]
    first = (
        Submission.objects.filter(milestone__in=[one.pk for one in shown]).values("milestone").annotate(at=Min("at"))
    )
    days = {row["milestone"]: row["at"].date() for row in first}
    for one in shown:
        yield one, days.get(one.pk)


def _row(milestone: Milestone, handed_in: date | None) -> Row:
    due = milestone.due_on
    late = (handed_in - due).days if handed_in and due else None
    is_open = handed_in is None and milestone.status not in {*HANDED_IN, Status.REFUNDED}
    return Row(milestone, handed_in, late, is_overdue=bool(is_open and due and due < clock.now().date()))
