"""How many minutes a week has, by what becomes of them, and what they cost: in one query for all weeks shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marketplace.kit.money import Money
from projects.hours import weeks
from projects.models import Dispute, HoursQuestion, TimeEntry, WorkWeek

Question = HoursQuestion.Status


@dataclass(frozen=True)
class Sums:
    """Minutes of one week. clear: within the cap and not questioned, or accepted; in_question: not decided yet;
    struck: decided against; disputed: of them a dispute decides, or has decided; beyond: over the cap, never paid.

    apart: what lies apart while the dispute is open; awarded: what of that the freelancer got when it was over.
    """

    rate: Money
    apart: Money
    awarded: Money
    clear: int = 0
    in_question: int = 0
    struck: int = 0
    disputed: int = 0
    beyond: int = 0

    @property
    def within(self) -> int:
        """What counts against the cap."""
        return self.clear + self.in_question + self.struck + self.disputed

    @property
    def worked(self) -> int:
        """All that was logged."""
        return self.within + self.beyond

    @property
    def due(self) -> Money:
        """What is to be paid as it stands: what nobody questions or disputes."""
        return self._beside_the_dispute(self.clear)

    @property
    def expected(self) -> Money:
        """What it costs if every answer is accepted, without what is in dispute."""
        return self._beside_the_dispute(self.clear + self.in_question)

    @property
    def questioned(self) -> Money:
        """What depends on an answer: with `due` it makes the whole, to the smallest unit."""
        return self.expected - self.due

    @property
    def in_dispute(self) -> Money:
        """What the disputed minutes cost by themselves."""
        return weeks.price(self.rate, self.disputed)

    @property
    def total(self) -> Money:
        """What all of it costs at most, as it stands: with what a dispute gave, or may give."""
        return self.expected + self.apart + self.awarded

    def _beside_the_dispute(self, minutes: int) -> Money:
        """A week is rounded once: what is disputed and the rest together cost what the week costs, to the last unit."""
        return weeks.price(self.rate, minutes + self.disputed) - self.in_dispute


def of(week: WorkWeek) -> Sums:
    """Those of one week."""
    return of_weeks([week])[week.pk]


def of_weeks(found: Iterable[WorkWeek]) -> dict[UUID, Sums]:
    """Those of each of these weeks, in one query."""
    rows = list(found)
    minutes: dict[UUID, dict[str, int]] = {week.pk: {} for week in rows}
    entries = TimeEntry.objects.standing().filter(week__in=list(minutes)).select_related("question", "dispute")
    for entry in entries:
        counted = minutes[entry.week_id]
        sort = sort_of(entry)
        counted[sort] = counted.get(sort, 0) + entry.minutes
    return {week.pk: Sums(week.rate, week.disputed, week.awarded, **minutes[week.pk]) for week in rows}


def sort_of(entry: TimeEntry) -> str:
    """Under which of the sums its minutes are."""
    question: Any = getattr(entry, "question", None)
    if not entry.is_paid:
        return "beyond"
    if entry.dispute and entry.dispute.status != Dispute.Status.WITHDRAWN:
        return "disputed"
    if question is None or question.status == Question.ACCEPTED:
        return "clear"
    return "struck" if question.status == Question.STRUCK else "in_question"


def by_day(week: WorkWeek, entries: Iterable[TimeEntry]) -> list[tuple[date, int]]:
    """Each day of the week with its minutes."""
    days = {week.starts_on + n * weeks.DAY: 0 for n in range(7)}
    for entry in entries:
        days[entry.day] = days.get(entry.day, 0) + entry.minutes
    return list(days.items())
