"""What a dispute does to its week: hours leave the bill, their sum lies apart, what was decided comes back.

What a dispute is, and who may open one: projects/disputes. The caller holds the locks of the contract, of the week and
of the dispute.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import clock, timers
from marketplace.kit.money import Money, from_minor
from payments import escrow
from payments.models import Hold, HoldPart
from projects import clocks
from projects.hours import deposits, weeks, work_weeks
from projects.models import Dispute, DisputeItem, HoursQuestion, TimeEntry, WeekPart, WorkWeek

Status, Question = WorkWeek.Status, HoursQuestion.Status


def worth(week: WorkWeek, entries: Sequence[TimeEntry]) -> Money:
    """What these hours cost by themselves: what a dispute about them is about."""
    return weeks.price(week.rate, sum(entry.minutes for entry in entries))


def freeze(dispute: Dispute, week: WorkWeek, entries: Sequence[TimeEntry], *, by: User) -> list[DisputeItem]:
    """Take these hours off the bill, and their sum out of the deposits. Questions about them are answered by it."""
    amount = worth(week, entries)
    items = [_item(dispute, week, hold) for hold in deposits.set_apart(week, amount, by=by)]
    for entry in entries:
        entry.dispute = dispute
        entry.save(update_fields=["dispute"])
    for question in _questions(dispute, Question.ASKED, Question.ANSWERED):
        question.move_to(Question.DISPUTED, by=by, party=week.contract.client)
        timers.cancel(clocks.QUESTION_ENDS, question.pk)
    week.disputed = amount
    week.save(update_fields=["disputed_minor"])
    for item in items:
        escrow.freeze(item.hold, by=by, why=_("The two sides do not agree whose it is."))
    work_weeks.after_a_question(week, by=by)
    return items


def paid(item: DisputeItem, part: HoldPart) -> None:
    """What was released of it stands on an invoice of this week."""
    if week := item.week:
        minutes = sum(entry.minutes for entry in item.dispute.entries.all())
        WeekPart.objects.create(week=week, part=part, minutes=minutes, is_decided=True)


def over(dispute: Dispute, *, by: User | None) -> None:
    """It was divided, or its money went another way: what was released counts as billed and paid."""
    if week := _week(dispute):
        items = dispute.items.exclude(released_minor=None)
        awarded = from_minor(sum(item.released_minor or 0 for item in items), week.currency)
        week.disputed, week.awarded = awarded * 0, awarded
        week.billed, week.released = week.billed + awarded, week.released + awarded
        week.save(update_fields=["disputed_minor", "awarded_minor", "billed_minor", "released_minor"])
        if week.status == Status.DISPUTED:
            work_weeks.end(week, by=by)


def withdrawn(dispute: Dispute, *, by: User) -> None:
    """Who disputed them is content: the hours are on the bill again, and after Friday they are paid at once."""
    if week := _week(dispute):
        for question in _questions(dispute, Question.DISPUTED):
            question.move_to(Question.ACCEPTED, by=by, party=week.contract.client)
        week.disputed = week.disputed * 0
        week.save(update_fields=["disputed_minor"])
        if week.status == Status.DISPUTED or clock.now() >= week.review_ends:
            work_weeks.settle(week, by=by)


def _item(dispute: Dispute, week: WorkWeek, hold: Hold) -> DisputeItem:
    item = DisputeItem(dispute=dispute, week=week, hold=hold)
    item.held = escrow.left_in(hold)
    item.save(force_insert=True)
    return item


def _week(dispute: Dispute) -> WorkWeek | None:
    found: WorkWeek | None = WorkWeek.objects.filter(dispute_items__dispute=dispute).distinct().first()
    if found is None:
        return None
    locked: WorkWeek = WorkWeek.objects.locked().get(pk=found.pk)
    locked.contract = dispute.contract
    return locked


def _questions(dispute: Dispute, *states: str) -> list[HoursQuestion]:
    return list(HoursQuestion.objects.filter(entry__dispute=dispute, status__in=states).order_by("pk").locked())
