"""What may be logged, by whom, and what is left of the week: the rules that every act on an entry asks first."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from projects import deals
from projects.hours import deposits, weeks
from projects.hours.weeks import Span
from projects.models import Card, Contract, HoursQuestion, Side, TimeEntry, WorkWeek

MOST_A_DAY = 24 * 60


class Overlaps(Refused):
    """The person worked on something else at that time, by their own entries."""


class OverTheCap(Refused):
    """More than was agreed for the week, which would not be paid."""


def may_work(contract: Contract, by: User) -> bool:
    """Whether this person may log hours: the freelancer, or anybody of the company that is the freelancer."""
    return Party.objects.seen_by(by).filter(pk=contract.freelancer_id).exists()


def left_in(week: WorkWeek, *, but_not: TimeEntry | None = None) -> int:
    """How many minutes of the cap are left."""
    rows = TimeEntry.objects.standing().filter(week=week, is_paid=True)
    if but_not:
        rows = rows.exclude(pk=but_not.pk)
    return week.cap_minutes - sum(row.minutes for row in rows)


def free_span(by: User, day: date, minutes: int) -> Span:
    """Where a length fits into a day: the earliest gap from nine o'clock on, else from midnight. Raises Refused."""
    begin = weeks.midnight(day)
    end = min(begin + weeks.DAY, weeks.minute(clock.now()))
    taken = TimeEntry.objects.standing().filter(by=by, starts_at__lt=begin + weeks.DAY, starts_at__gte=begin)
    busy = sorted((row.starts_at, row.ends_at or begin + weeks.DAY) for row in taken)
    length = timedelta(minutes=minutes)
    for first in (begin + timedelta(hours=9), begin):
        for gap_start, gap_end in _gaps(first, end, busy):
            if gap_end - gap_start >= length:
                return gap_start, gap_start + length
    raise Refused(_("That does not fit into this day beside what you logged already."))


def _gaps(start: datetime, end: datetime, busy: list[Span]) -> Iterator[Span]:
    for taken_from, taken_until in busy:
        if taken_until <= start:
            continue
        yield start, min(max(taken_from, start), end)
        start = max(start, taken_until)
    yield start, max(start, end)


def permit(contract: Contract, by: User) -> None:
    if not may_work(contract, by) or deals.side_of(contract, by) == Side.CLIENT:
        raise NotAllowed(_("Only the freelancer logs hours."))


def permit_entry(entry: TimeEntry, by: User) -> None:
    """Their own; or those of everybody, for who binds the freelancer."""
    contract = entry.week.contract
    permit(contract, by)
    if entry.by_id != by.pk and deals.side_of(contract, by) != Side.FREELANCER:
        raise NotAllowed(_("These are the hours of somebody else."))


def may_log(contract: Contract, *, until: datetime | None = None) -> None:
    """Hours that were worked before somebody ended the contract may still be written down."""
    if not contract.is_hourly:
        raise Refused(_("This contract is paid by milestones, not by the hour."))
    if contract.status == Contract.Status.PAUSED:
        raise Refused(_("The contract is paused. Let it go on first."))
    if deposits.may_be_worked_on(contract):
        return
    if not (contract.status == Contract.Status.ACTIVE and until and until <= (contract.closing_since or until)):
        raise Refused(_("No hours can be logged on this contract now."))


def refuse_another(by: User) -> None:
    other = TimeEntry.objects.running().filter(by=by).select_related("week__contract__project__listing").first()
    if other:
        raise Overlaps(_("Your timer runs on “%(title)s”. Stop it first.") % {"title": other.week.contract.title})


def refuse_span(contract: Contract, span: Span) -> None:
    start, end = span
    if end <= start:
        raise Refused(_("The end comes after the beginning."))
    if end > clock.now():
        raise Refused(_("Hours can be logged once they are worked, not ahead."))
    if contract.signed_at and start < weeks.minute(contract.signed_at):
        raise Refused(_("The contract was not signed then."))
    if weeks.minutes_in(start, end) > MOST_A_DAY:
        raise Refused(_("An entry is at most 24 hours long."))


def refuse_card(contract: Contract, card: Card | None) -> None:
    if card and card.board.contract_id != contract.pk:
        raise Refused(_("This card is not on the board of this contract."))


def may_change(entry: TimeEntry, span: Span) -> None:
    if entry.removed_at:
        raise Refused(_("This entry was removed."))
    if entry.week.is_open:
        return
    question = getattr(entry, "question", None)
    is_asked = question and question.status == HoursQuestion.Status.ASKED and entry.week.is_in_review
    if not is_asked:
        raise too_late(entry.week)
    if not (entry.starts_at <= span[0] and entry.ends_at and span[1] <= entry.ends_at):
        raise Refused(_("What is questioned can be made shorter, not longer."))


def too_late(week: WorkWeek) -> Refused:
    return Refused(_("This week was locked on Monday at 12:00 UTC. Its hours stay as they are."))


def over(week: WorkWeek, *, but_not: TimeEntry) -> OverTheCap:
    left = weeks.hours(max(0, left_in(week, but_not=but_not)))
    said = _("Only %(left)s of the %(cap)d hours agreed for this week are left. What is over is not paid.")
    return OverTheCap(said % {"left": left, "cap": week.cap_hours})
