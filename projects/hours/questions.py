"""The client questions entries of a week in review; the freelancer answers; whoever stays silent gives in.

Reads as `questions.ask(week, entries, why="…", by=ada)`. Locks: the job's row, the contract's, the week's, then
the questions'. What is not questioned is not held up: it is paid after Friday like any other week.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from payments import retries
from projects import clocks, deals
from projects.hours import entry_rules, hours_news, time_entries, work_weeks
from projects.hours.weeks import Span
from projects.models import Dispute, HoursQuestion, Side, TimeEntry, WorkWeek

Status, WeekStatus = HoursQuestion.Status, WorkWeek.Status


@retries.atomic
def ask(week: WorkWeek, entries: Sequence[TimeEntry], *, why: str, by: User) -> list[HoursQuestion]:
    """Question these entries, until Friday is over. Those that are questioned already stay as they are.

    Raises NotAllowed, and Refused for a week that is not in review, or no entry of it that is to be paid.
    """
    week = work_weeks.locked(week)
    deals.permit(week.contract, by, Side.CLIENT)
    _may_ask(week)
    rows = TimeEntry.objects.standing().filter(week=week, is_paid=True, pk__in=[entry.pk for entry in entries])
    rows = rows.filter(Q(dispute=None) | Q(dispute__status=Dispute.Status.WITHDRAWN))
    fresh = list(rows.filter(question=None).locked())
    if not rows.exists():
        raise Refused(_("Choose what you want to ask about."))
    asked = [_ask(week, entry, why, by) for entry in fresh]
    if asked:
        work_weeks.after_a_question(week, by=by)
        deals.stir(week.contract)
        hours_news.questioned(week, asked, by=by)
    return asked


@retries.atomic
def answer(question: HoursQuestion, *, answer: str, span: Span | None = None, by: User) -> HoursQuestion:
    """Say why it took so long, and make it shorter if that is right (span: what is left of it). Then it is the
    client's turn. Raises NotAllowed, IllegalMove, Refused.
    """
    question, week = _locked(question)
    entry_rules.permit_entry(question.entry, by)
    if span:
        time_entries.change(question.entry, span, note=question.entry.note, card=question.entry.card, by=by)
    question.answer, question.answered_by, question.answered_at = answer, by, clock.now()
    _move(question, week, Status.ANSWERED, by=by, why=answer, saving=["answer", "answered_by", "answered_at"])
    work_weeks.after_a_question(week, by=by)
    deals.stir(week.contract)
    hours_news.answered(question, by=by)
    return question


@retries.atomic
def concede(question: HoursQuestion, *, by: User) -> HoursQuestion:
    """The freelancer lets the entry go: it is not paid. Raises NotAllowed, IllegalMove."""
    question, week = _locked(question)
    entry_rules.permit_entry(question.entry, by)
    _move(question, week, Status.STRUCK, by=by)
    work_weeks.after_a_question(week, by=by)
    deals.stir(week.contract)
    return question


@retries.atomic
def accept(question: HoursQuestion, *, by: User) -> HoursQuestion:
    """The client is content: the entry is paid with the rest. Also before an answer. Raises NotAllowed, IllegalMove."""
    question, week = _locked(question)
    deals.permit(week.contract, by, Side.CLIENT)
    if question.status == Status.DISPUTED:
        raise Refused(_("This went into a dispute. Settle it there, or withdraw the dispute."))
    _move(question, week, Status.ACCEPTED, by=by)
    work_weeks.after_a_question(week, by=by)
    deals.stir(week.contract)
    return question


@retries.atomic
def ask_again(question: HoursQuestion, *, why: str, by: User) -> HoursQuestion:
    """The answer is not enough. Raises NotAllowed, IllegalMove."""
    question, week = _locked(question)
    deals.permit(week.contract, by, Side.CLIENT)
    question.why, question.asked_by, question.asked_at = why, by, clock.now()
    _move(question, week, Status.ASKED, by=by, why=why, saving=["why", "asked_by", "asked_at"])
    work_weeks.after_a_question(week, by=by)
    deals.stir(week.contract)
    hours_news.questioned(week, [question], by=by)
    return question


@retries.atomic
def end(question: HoursQuestion) -> HoursQuestion:
    """Its time is over: whose turn it was gives in. Early, late or twice does no harm."""
    question, week = _locked(question)
    if not question.is_live or clock.now() < question.answer_by:
        return question
    _move(question, week, Status.STRUCK if question.status == Status.ASKED else Status.ACCEPTED, by=None)
    work_weeks.after_a_question(week, by=None)
    hours_news.decided(question)
    return question


def ends_at(week: WorkWeek) -> datetime:
    """Until when the next word on a question may come: a week after Friday, and never less than three days."""
    return max(week.review_ends + clocks.QUESTION_AFTER_REVIEW, clock.now() + clocks.LEAST_ANSWER)


def _may_ask(week: WorkWeek) -> None:
    if not week.is_in_review or clock.now() >= week.review_ends:
        raise Refused(_("Hours can be questioned from Monday noon until Friday, 24:00 UTC."))


def _ask(week: WorkWeek, entry: TimeEntry, why: str, by: User) -> HoursQuestion:
    question: HoursQuestion = HoursQuestion.objects.create(entry=entry, why=why, asked_by=by, answer_by=ends_at(week))
    timers.set(clocks.QUESTION_ENDS, question.pk, question.answer_by, by=by)
    return question


def _move(
    question: HoursQuestion, week: WorkWeek, status: str, *, by: User | None, why: str = "", saving: Sequence[str] = ()
) -> None:
    side = deals.side_of(week.contract, by) if by else None
    party = week.contract.party(side) if side else None
    if status in HoursQuestion.LIVE:
        question.answer_by = ends_at(week)
    question.move_to(status, by=by, party=party, why=why, saving=[*saving, "answer_by"])
    if question.is_live:
        timers.set(clocks.QUESTION_ENDS, question.pk, question.answer_by, by=by)
    else:
        timers.cancel(clocks.QUESTION_ENDS, question.pk)


def _locked(question: HoursQuestion) -> tuple[HoursQuestion, WorkWeek]:
    week = work_weeks.locked(WorkWeek.objects.get(entries__question=question.pk))
    found: HoursQuestion = HoursQuestion.objects.select_related("entry__by", "entry__card").locked().get(pk=question.pk)
    found.entry.week = week
    return found, week
