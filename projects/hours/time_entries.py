"""Hours are logged: by a timer, or from when to when, or how long on which day. Each change is kept.

    entry = time_entries.start(contract, note="Master pages", by=cleo)
    time_entries.stop(entry, by=cleo)
    time_entries.log(contract, span, note="…", by=cleo)

A person works on one thing at a time, on all their contracts together, and nothing is logged ahead. Locks: the job's
row, the contract's, the week's, the entry's. What an entry shows is the linked work, never a picture of a screen
(docs/decisions/083-no-screenshots.md).
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from projects import clocks, deals
from projects.hours import entry_rules, hours_news, weeks, work_weeks
from projects.hours.weeks import Span
from projects.models import Card, Contract, EntryChange, TimeEntry, WorkWeek


@transaction.atomic
def start(contract: Contract, *, note: str = "", card: Card | None = None, by: User) -> TimeEntry:
    """Let a timer run from this minute. One that runs here already is returned.

    Raises NotAllowed, Overlaps where the person's timer runs on another contract, OverTheCap, and Refused where no
    hours may be logged.
    """
    contract = deals.locked(contract)
    entry_rules.permit(contract, by)
    if running := TimeEntry.objects.running().filter(by=by, week__contract=contract).first():
        return running
    entry_rules.refuse_another(by)
    entry_rules.may_log(contract)
    entry_rules.refuse_card(contract, card)
    now = weeks.minute(clock.now())
    week = work_weeks.of_day(contract, now.date())
    if entry_rules.left_in(week) <= 0:
        raise entry_rules.OverTheCap(_("The hours that were agreed for this week are used up."))
    entry = TimeEntry(week=week, by=by, starts_at=now, note=note, card=card, is_timed=True)
    _save(entry)
    timers.set(clocks.TIMER_STOPS, entry.pk, now + clocks.LONGEST_TIMER, by=by)
    deals.stir(contract)
    return entry


@transaction.atomic
def stop(entry: TimeEntry, *, by: User | None, at: datetime | None = None) -> list[TimeEntry]:
    """End a timer; what it measured is cut at midnight and at the cap. Less than a minute is nothing. Twice is once.

    by: None for the clock. Raises NotAllowed for all but who started it and who binds the freelancer.
    """
    entry = _locked(entry)
    if by is not None:
        entry_rules.permit_entry(entry, by)
    if not entry.is_running:
        return [entry] if not entry.removed_at else []
    return _stop(entry, min(weeks.minute(at or clock.now()), entry.starts_at + clocks.LONGEST_TIMER))


@transaction.atomic
def stop_by_itself(entry: TimeEntry) -> None:
    """It has run as long as a timer may: somebody forgot it. Early, late or twice does no harm."""
    entry = _locked(entry)
    if entry.is_running and clock.now() >= entry.starts_at + clocks.LONGEST_TIMER:
        _stop(entry, entry.starts_at + clocks.LONGEST_TIMER)
        hours_news.stopped(entry)


def stop_all(contract: Contract) -> None:
    """The contract rests or ends: whoever's timer runs, it stops now. The caller holds the contract's lock."""
    for entry in TimeEntry.objects.running().filter(week__contract=contract).select_related("week").locked():
        entry.week.contract = contract
        _stop(entry, min(weeks.minute(clock.now()), entry.starts_at + clocks.LONGEST_TIMER))


@transaction.atomic
def log(
    contract: Contract,
    span: Span,
    *,
    note: str = "",
    card: Card | None = None,
    has_times: bool = True,
    beyond_cap: bool = False,
    by: User,
) -> list[TimeEntry]:
    """Write down hours that were worked; cut at midnight. has_times: the person named them; else they are a length that
    was laid where the day was free (`free_span`). beyond_cap: log what is over the cap, too, unpaid.

    Raises NotAllowed, Overlaps, OverTheCap, and Refused for hours to come and for a week that is locked.
    """
    contract = deals.locked(contract)
    entry_rules.permit(contract, by)
    entry_rules.may_log(contract, until=span[1])
    entry_rules.refuse_span(contract, span)
    entry_rules.refuse_card(contract, card)
    entry = TimeEntry(by=by, note=note, card=card, has_times=has_times)
    written = _write(contract, entry, span, beyond_cap=beyond_cap)
    deals.stir(contract)
    return written


@transaction.atomic
def change(
    entry: TimeEntry, span: Span, *, note: str, card: Card | None = None, beyond_cap: bool = False, by: User
) -> list[TimeEntry]:
    """Correct an entry while its week is open; one that is questioned may only become shorter. What it said is kept.

    Raises NotAllowed, Overlaps, OverTheCap, Refused.
    """
    entry = _locked(entry)
    entry_rules.permit_entry(entry, by)
    contract = entry.week.contract
    if entry.is_running:
        raise Refused(_("The timer still runs. Stop it first."))
    entry_rules.may_change(entry, span)
    entry_rules.refuse_span(contract, span)
    entry_rules.refuse_card(contract, card)
    said = (weeks.minute(span[0]), weeks.minute(span[1]), note, card)
    if said == (*entry.span, entry.note, entry.card):
        return [entry]
    _keep(entry, by=by)
    entry.note, entry.card, entry.has_times = note, card, entry.has_times or span != entry.span
    deals.stir(contract)
    return _write(contract, entry, span, beyond_cap=beyond_cap)


@transaction.atomic
def remove(entry: TimeEntry, *, by: User) -> TimeEntry:
    """Take an entry back while its week is open. It stays in the history. Twice changes nothing.

    Raises NotAllowed, and Refused once the week is locked (a question is answered instead).
    """
    entry = _locked(entry)
    entry_rules.permit_entry(entry, by)
    if entry.removed_at:
        return entry
    if not entry.week.is_open:
        raise entry_rules.too_late(entry.week)
    _keep(entry, by=by, is_removal=True)
    entry.removed_at = clock.now()
    entry.ends_at = entry.ends_at or max(weeks.minute(clock.now()), entry.starts_at + timedelta(minutes=1))
    entry.save(update_fields=["removed_at", "ends_at"])
    timers.cancel(clocks.TIMER_STOPS, entry.pk)
    deals.stir(entry.week.contract)
    return entry


def _stop(entry: TimeEntry, end: datetime) -> list[TimeEntry]:
    timers.cancel(clocks.TIMER_STOPS, entry.pk)
    if end <= entry.starts_at:
        entry.removed_at, entry.ends_at = clock.now(), entry.starts_at + timedelta(minutes=1)
        entry.save(update_fields=["removed_at", "ends_at"])
        return []
    written = _write(entry.week.contract, entry, (entry.starts_at, end), beyond_cap=True)
    if entry.week.contract.status == Contract.Status.ACTIVE:
        deals.stir(entry.week.contract)
    return written


def _write(contract: Contract, entry: TimeEntry, span: Span, *, beyond_cap: bool) -> list[TimeEntry]:
    """Write a span as entries, each in one day and on one side of the cap: the given one, and copies of it."""
    written: list[TimeEntry] = []
    home = (
        None if entry._state.adding else entry.week_id
    )  # what stands in a locked week stays in it and gets no company
    for start, end in weeks.by_day(weeks.minute(span[0]), weeks.minute(span[1])):
        week = work_weeks.of_day(contract, start.date())
        if not week.is_open and week.pk != home:
            raise entry_rules.too_late(week)
        left = start + timedelta(minutes=max(0, entry_rules.left_in(week, but_not=entry)))
        if end > left and not beyond_cap:
            raise entry_rules.over(week, but_not=entry)
        for piece_start, piece_end, is_paid in ((start, min(end, left), True), (max(start, left), end, False)):
            if piece_end > piece_start:
                row = entry if not written else _copy_of(entry)
                row.week, row.starts_at, row.ends_at, row.is_paid = week, piece_start, piece_end, is_paid
                _save(row)
                written.append(row)
    return written


def _copy_of(entry: TimeEntry) -> TimeEntry:
    return TimeEntry(by=entry.by, note=entry.note, card=entry.card, is_timed=entry.is_timed, has_times=entry.has_times)


def _save(entry: TimeEntry) -> None:
    entry.updated_at = clock.now()
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        if "timeentry_one" not in str(error):
            raise
        raise entry_rules.Overlaps(_("You logged something else at that time, here or on another contract.")) from error


def _keep(entry: TimeEntry, *, by: User, is_removal: bool = False) -> None:
    before = {
        "starts_at": entry.starts_at, "ends_at": entry.ends_at, "note": entry.note, "is_paid": entry.is_paid,
        "card": entry.card_id,
    }  # fmt: skip
    EntryChange.objects.create(entry=entry, by=by, before=before, is_removal=is_removal)


def _locked(entry: TimeEntry) -> TimeEntry:
    week = work_weeks.locked(WorkWeek.objects.get(entries=entry.pk))
    found: TimeEntry = TimeEntry.objects.select_related("by", "card").locked().get(pk=entry.pk)
    found.week = week
    return found
