"""What happens by itself to hours when its time has come. Each act looks again at its clock."""

from uuid import UUID

from marketplace.kit import timers
from projects import clocks
from projects.hours import questions, time_entries, weekly_charges, work_weeks
from projects.models import HoursQuestion, TimeEntry, WorkWeek


@timers.handles(clocks.TIMER_STOPS)
def stop_timer(key: str) -> None:
    """A timer that somebody forgot."""
    if entry := TimeEntry.objects.filter(pk=UUID(key)).first():
        time_entries.stop_by_itself(entry)


@timers.handles(clocks.WEEK_LOCKS)
def lock(key: str) -> None:
    """Monday noon."""
    if week := _week(key):
        work_weeks.lock(week)


@timers.handles(clocks.WEEK_REVIEWED)
def pay(key: str) -> None:
    """Friday is over."""
    if week := _week(key):
        work_weeks.reviewed(week)


@timers.handles(clocks.WEEK_CLEARS)
def clear(key: str) -> None:
    """The days of rest of what a week paid are over."""
    if week := _week(key):
        work_weeks.clear(week)


@timers.handles(clocks.QUESTION_ENDS)
def end_question(key: str) -> None:
    """A question to which somebody said nothing more."""
    if question := HoursQuestion.objects.filter(pk=UUID(key)).first():
        questions.end(question)


@timers.handles(clocks.WEEKLY_CHARGE)
def charge(key: str) -> None:
    """What is missing for the new week."""
    weekly_charges.charge(UUID(key))


def _week(key: str) -> WorkWeek | None:
    found: WorkWeek | None = WorkWeek.objects.filter(pk=UUID(key)).first()
    return found
