"""All that the page of a week reads, in as many queries for a hundred entries as for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from payments.models import Document
from projects import deals
from projects.hours import deposits, entry_rules, time_sums, weekly_charges, weeks
from projects.hours.deposits import Standing
from projects.hours.time_sums import Sums
from projects.models import Contract, Dispute, EntryChange, HoursQuestion, Side, TimeEntry, WeeklyCharge, WorkWeek

SHOWN = 6  # earlier weeks beside the one that is shown


@dataclass(frozen=True)
class Day:
    """A day of the week (UTC) with what was worked on it. share: of the fullest day, in per cent, for its column."""

    date: date
    minutes: int
    share: int
    entries: list[TimeEntry]
    is_today: bool


@dataclass(frozen=True)
class WeekPage:
    """A week as one person sees it. side: on which they act, None for who only reads."""

    contract: Contract
    week: WorkWeek
    side: Side | None
    seat: Side
    may_work: bool
    days: list[Day]
    sums: Sums
    standing: Standing
    charge: WeeklyCharge | None
    running: TimeEntry | None
    earlier: list[tuple[WorkWeek, Sums]]
    people: list[tuple[str, int]]
    tasks: list[tuple[str, int]]
    papers: list[Document]
    disputes: list[Dispute]

    @property
    def has_entries(self) -> bool:
        return any(day.entries for day in self.days)

    @property
    def is_now(self) -> bool:
        return self.week.starts_on == weeks.monday_of(clock.now())

    @property
    def cap_left(self) -> int:
        return max(0, self.week.cap_minutes - self.sums.within)

    @property
    def secured(self) -> int:
        """How many minutes of this week escrow covers."""
        covered = to_minor(self.standing.free) * 60 // to_minor(self.week.rate)
        return min(self.week.cap_minutes, int(covered))

    @property
    def is_secured(self) -> bool:
        return self.secured >= self.week.cap_minutes

    @property
    def unsecured(self) -> int:
        """How many minutes were worked that escrow does not cover."""
        return max(0, self.sums.within - self.secured)

    @property
    def may_log(self) -> bool:
        """Whether the form for hours stands on the page."""
        return self.may_work and self.week.is_open and self.contract.status == Contract.Status.ACTIVE

    @property
    def may_ask(self) -> bool:
        """Whether the client may question entries now."""
        return self.side == Side.CLIENT and self.week.is_in_review and clock.now() < self.week.review_ends

    @property
    def may_dispute(self) -> bool:
        """Whether the client may open a dispute about hours of it now: a week is disputed once."""
        is_free = all(one.status == Dispute.Status.WITHDRAWN for one in self.disputes)
        return self.may_ask and is_free and bool(self.sums.expected.amount)

    @property
    def settled(self) -> Dispute | None:
        """The dispute about it that was divided."""
        return next((one for one in self.disputes if one.status == Dispute.Status.SETTLED), None)

    @property
    def due(self) -> Money:
        return self.sums.due

    @property
    def before(self) -> date:
        return self.week.starts_on - weeks.WEEK

    @property
    def after(self) -> date | None:
        """The next week; none after this one."""
        return None if self.is_now else self.week.starts_on + weeks.WEEK


def page_of(contract: Contract, monday: date, user: User) -> WeekPage:
    """The whole page for this person, to whom the contract is visible."""
    week = contract.weeks.filter(starts_on=monday).first() or _unopened(contract, monday)
    week.contract = contract
    entries = _entries(week)
    side = deals.side_of(contract, user)
    may_work = side != Side.CLIENT and entry_rules.may_work(contract, user)
    earlier = list(contract.weeks.exclude(starts_on=monday).order_by("-starts_on")[:SHOWN])
    sums = time_sums.of_weeks([*earlier, week])
    for entry in entries:
        _mark(entry, week, user, side, may_work=may_work)
    return WeekPage(
        contract=contract,
        week=week,
        side=side,
        seat=deals.seat_of(contract, user),
        may_work=may_work,
        days=_days(week, entries),
        sums=sums[week.pk],
        standing=deposits.standing_of(contract),
        charge=weekly_charges.of(contract),
        running=TimeEntry.objects.running().filter(by=user).with_week().first() if may_work else None,
        earlier=[(one, sums[one.pk]) for one in earlier],
        people=_totals((_name(entry), entry) for entry in entries),
        tasks=_totals((entry.task, entry) for entry in entries if entry.task),
        papers=_invoices(week),
        disputes=_disputes(week),
    )


def _invoices(week: WorkWeek) -> list[Document]:
    parts = list(week.parts.values_list("part", flat=True)) if week.billed_minor else []
    return list(Document.objects.filter(source_kind="release", source__in=parts).order_by("issued_at")) if parts else []


def _disputes(week: WorkWeek) -> list[Dispute]:
    """All that were about hours of it, the newest first."""
    return list(Dispute.objects.filter(items__week=week).distinct().order_by("-opened_at"))


def _unopened(contract: Contract, monday: date) -> WorkWeek:
    """A week in which nothing was logged: no row yet."""
    week = WorkWeek(contract=contract, starts_on=monday, cap_hours=contract.cap_hours or 1)
    week.rate = contract.rate
    return week


def _entries(week: WorkWeek) -> list[TimeEntry]:
    rows = TimeEntry.objects.standing().filter(week=week).select_related("by__party", "question", "card", "dispute")
    return list(rows.prefetch_related("changes").order_by("starts_at", "pk"))


def _mark(entry: Any, week: WorkWeek, user: User, side: Side | None, *, may_work: bool) -> None:
    """What this person may do with the entry."""
    entry.week = week
    is_theirs = may_work and (entry.by_id == user.pk or side == Side.FREELANCER)
    entry.asked = getattr(entry, "question", None)
    entry.may_change = is_theirs and week.is_open and not entry.is_running
    entry.may_answer = is_theirs and entry.asked and entry.asked.status == HoursQuestion.Status.ASKED
    entry.may_reply = side == Side.CLIENT and entry.asked and entry.asked.is_live
    entry.is_disputed = time_sums.sort_of(entry) == "disputed"
    entry.may_ask = side == Side.CLIENT and entry.is_paid and entry.asked is None and not entry.is_disputed
    entry.who = _name(entry)
    entry.kept = [_before(change) for change in entry.changes.all()]


def _before(change: EntryChange) -> dict[str, Any]:
    """What an entry said, in words."""
    said = change.before
    start, end = said["starts_at"][11:16], (said["ends_at"] or "")[11:16]
    return {"span": f"{start}–{end}", "note": said["note"], "at": change.at}


def _days(week: WorkWeek, entries: list[TimeEntry]) -> list[Day]:
    today = weeks.minute(clock.now()).date()
    minutes = dict(time_sums.by_day(week, entries))
    most = max([*minutes.values(), 1])
    return [
        Day(day, count, count * 100 // most, [entry for entry in entries if entry.day == day], day == today)
        for day, count in minutes.items()
    ]


def _totals(pairs: Iterable[tuple[str, TimeEntry]]) -> list[tuple[str, int]]:
    """Minutes by name, the most first."""
    sums: dict[str, int] = {}
    for name, entry in pairs:
        sums[name] = sums.get(name, 0) + entry.minutes
    return sorted((pair for pair in sums.items() if pair[1]), key=lambda pair: -pair[1])


def _name(entry: TimeEntry) -> str:
    party: Party | None = getattr(entry.by, "party", None) if entry.by else None
    return party.name if party else ""
