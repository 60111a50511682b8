"""A work week on its way: opened by its first hour, locked on Monday noon, reviewed until Friday, then paid.

Reads as `work_weeks.approve(week, by=ada)`. Locks: the job's row, the
contract's, the week's, then what escrow takes. What the client questions: projects/hours/questions.py.
"""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from marketplace.kit.models import Lockable
from payments import retries
from payments.models import Clearing
from projects import clocks, closing, deals
from projects.hours import deposits, hours_news, time_sums, weekly_charges, weeks
from projects.models import Contract, HoursQuestion, Side, WorkWeek

Status, Question = WorkWeek.Status, HoursQuestion.Status


def of_day(contract: Contract, day: date) -> WorkWeek:
    """The week of this day, opened on today's terms if it is not yet. The caller holds the contract's lock."""
    monday = weeks.monday_of(day)
    found = WorkWeek.objects.filter(contract=contract, starts_on=monday).locked().first()
    if found is None:
        found = WorkWeek(contract=contract, starts_on=monday, cap_hours=contract.cap_hours or 0)
        found.rate = contract.rate
        found.save(force_insert=True)
        timers.set(clocks.WEEK_LOCKS, found.pk, found.locks_at)
    found.contract = contract
    return found


@retries.atomic
def lock(week: WorkWeek) -> WorkWeek:
    """Monday noon: nothing is changed in it any more, and its client looks at it. Early, late or twice does no harm."""
    week = locked(week)
    if week.status != Status.OPEN or clock.now() < week.locks_at:
        return week
    sums = time_sums.of(week)
    if not sums.clear:
        week.move_to(Status.EMPTY)
        closing.when_nothing_is_held(week.contract, by=None)
        return week
    week.move_to(Status.LOCKED)
    timers.set(clocks.WEEK_REVIEWED, week.pk, week.review_ends)
    hours_news.to_review(week, sums)
    return week


@retries.atomic
def approve(week: WorkWeek, *, by: User) -> WorkWeek:
    """The client need not wait for Friday: every answer is accepted and all of it is paid. Twice pays once.

    Raises NotAllowed, Refused for a week that is not in review, or of which a question waits for the freelancer.
    """
    week = locked(week)
    deals.permit(week.contract, by, Side.CLIENT)
    if week.status in {Status.INVOICED, Status.PAID, Status.CLEARED}:
        return week
    if week.status == Status.QUESTIONED:
        raise Refused(_("A question waits for its answer. Take it back, or wait for it."))
    if week.status != Status.LOCKED:
        raise Refused(_("This week is %(state)s, so it cannot be approved.") % {"state": _state(week)})
    for question in questions(week).filter(status=Question.ANSWERED).locked():
        question.move_to(Question.ACCEPTED, by=by, party=week.contract.client)
        timers.cancel(clocks.QUESTION_ENDS, question.pk)
    deals.stir(week.contract)
    return settle(week, by=by)


@retries.atomic
def reviewed(week: WorkWeek) -> WorkWeek:
    """Friday is over: what nobody questioned is paid. Early, late or twice does no harm."""
    week = locked(week)
    if not week.is_in_review or clock.now() < week.review_ends:
        return week
    return settle(week, by=None)


def after_a_question(week: WorkWeek, *, by: User | None) -> WorkWeek:
    """A question moved: whose turn the week is follows, and after Friday what is decided is paid. The caller holds the
    locks."""
    is_asked = questions(week).filter(status=Question.ASKED).exists()
    wanted = Status.QUESTIONED if is_asked else Status.LOCKED
    if week.status != wanted:
        week.move_to(wanted, by=by)
    return settle(week, by=by) if clock.now() >= week.review_ends else week


def settle(week: WorkWeek, *, by: User | None) -> WorkWeek:
    """Bill what is clear, pay it out of escrow, end the week once no question is left. The caller holds the locks."""
    sums, before = time_sums.of(week), week.billed
    week.billed, week.settled_at = max(sums.due + week.awarded, before), week.settled_at or clock.now()
    paid = deposits.pay(week, minutes=sums.clear, by=by)
    week.save(update_fields=["billed_minor", "released_minor", "settled_at"])
    if paid.amount:
        hours_news.paid(week, paid, by=by)
    if not questions(week).filter(status__in=HoursQuestion.LIVE).exists():
        end(week, by=by)
    return week


def pay_what_waits(contract: Contract) -> None:
    """Money has come: the weeks that wait for it are paid, the oldest first. The caller holds the contract's lock."""
    for week in contract.weeks.unpaid().order_by("starts_on").locked():
        week.contract = contract
        if not week.unpaid_minor:
            continue
        paid = deposits.pay(week, minutes=time_sums.of(week).clear, by=None)
        week.save(update_fields=["released_minor"])
        if paid.amount:
            hours_news.paid(week, paid, by=None)
        _when_paid(week)


@retries.atomic
def clear(week: WorkWeek) -> WorkWeek:
    """Every sum of it has come to rest in the wallet. Looks again later where one has not. Twice does no harm."""
    week = locked(week)
    if week.status != Status.PAID:
        return week
    waits = Clearing.objects.filter(part__of_week__week=week, cleared_at__isnull=True)
    if waits.exists():
        timers.set(clocks.WEEK_CLEARS, week.pk, clock.now() + clocks.LOOK_AGAIN)
        return week
    return week.move_to(Status.CLEARED)


def locked(week: WorkWeek) -> WorkWeek:
    """The week as it is now, held with its contract against every other act on either."""
    contract = deals.locked(week.contract_id)
    found: WorkWeek = WorkWeek.objects.locked().get(pk=week.pk)
    found.contract = contract
    return found


def questions(week: WorkWeek) -> Lockable:
    """What was asked about its entries."""
    return HoursQuestion.objects.filter(entry__week=week, entry__removed_at=None)


def end(week: WorkWeek, *, by: User | None) -> None:
    """No question is left: it is paid, or waits for its money; while a part of it is in dispute, for that. The caller
    holds the locks."""
    timers.cancel(clocks.WEEK_REVIEWED, week.pk)
    if week.disputed_minor:
        week.move_to(Status.DISPUTED, by=by)
    elif not week.billed_minor:
        week.move_to(Status.EMPTY, by=by)
    else:
        week.move_to(Status.INVOICED, by=by)
        _when_paid(week)
        if week.status == Status.INVOICED:
            hours_news.not_covered(week)
            weekly_charges.soon(week.contract)
    closing.when_nothing_is_held(week.contract, by=by)


def _when_paid(week: WorkWeek) -> None:
    if week.status != Status.INVOICED or week.unpaid_minor:
        return
    week.move_to(Status.PAID)
    due = Clearing.objects.filter(part__of_week__week=week).order_by("-due_at").values_list("due_at", flat=True).first()
    timers.set(clocks.WEEK_CLEARS, week.pk, (due or clock.now()) + clocks.LOOK_AGAIN)


def _state(week: WorkWeek) -> str:
    return str(week.get_status_display()).lower()
