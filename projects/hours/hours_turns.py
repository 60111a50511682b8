"""Whose move it is with the hours of a contract: to fund the week, to look at one, to answer a question."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.kit import clock
from marketplace.kit.money import format_money, from_minor
from payments.ports import Clock
from projects.hours import deposits, time_sums, weeks
from projects.models import Contract, HoursQuestion, Side, WorkWeek
from projects.turn import Act, Dial, Turn

Status, Question = WorkWeek.Status, HoursQuestion.Status


def of(contract: Contract) -> tuple[Turn, ...]:
    """Everything that waits for a side; nothing for a contract that is not paid by the hour."""
    return tuple(_every(contract)) if contract.is_hourly and contract.signed_at else ()


def clock_of(contract: Contract) -> Clock | None:
    """The nearest of them with a day, for pages of the money floor."""
    for week in contract.weeks.filter(status=Status.LOCKED).order_by("starts_on")[:1]:
        must, otherwise = _("must review the hours of last week"), _("they are paid by themselves")
        return Clock(contract.client.name, must, week.review_ends, otherwise)
    return None


def _every(contract: Contract) -> Iterator[Turn]:
    found = list(contract.weeks.unpaid().order_by("starts_on"))
    sums = time_sums.of_weeks(found)
    for week in found:
        week.contract = contract
        if week.status == Status.LOCKED and sums[week.pk].expected.amount:
            yield _review(week, sums[week.pk])
        elif week.status == Status.QUESTIONED:
            yield _answer(week, sums[week.pk])
        elif week.status == Status.OPEN and clock.now() >= weeks.ends(week.starts_on):
            yield _check(week, sums[week.pk])
    if turn := _fund(contract, found):
        yield turn


def _review(week: WorkWeek, sums: time_sums.Sums) -> Turn:
    total = format_money(sums.expected)
    return Turn(
        who=Side.CLIENT,
        title=_name(week),
        text=_("%(name)s logged %(hours)s hours: %(sum)s. Look at them, then approve the week or ask about entries.")
        % {"name": week.contract.freelancer.name, "hours": weeks.hours(sums.clear + sums.in_question), "sum": total},
        dial=Dial(_("Paid by itself"), _end_of(week), week.locks_at),
        acts=(
            Act(
                _("Approve · %(sum)s") % {"sum": total},
                reverse("projects:approve_week", args=[week.pk]),
                "main",
                is_posted=True,
            ),
            Act(_("Look at the week"), week.get_absolute_url()),
        ),
    )


def _answer(week: WorkWeek, sums: time_sums.Sums) -> Turn:
    questions = HoursQuestion.objects.filter(entry__week=week, status=Question.ASKED).order_by("answer_by")
    asked = questions.first()
    end, first = (asked.answer_by, f"entry-{asked.entry_id}") if asked else (week.review_ends, "entries")
    return Turn(
        who=Side.FREELANCER,
        title=_name(week),
        text=_("%(name)s asks about some of these hours. %(sum)s depends on your answer.")
        % {"name": week.contract.client.name, "sum": format_money(sums.questioned)},
        dial=Dial(_("Without an answer they are not paid"), end, week.locks_at),
        acts=(Act(_("Answer"), f"{week.get_absolute_url()}#{first}", "main"),),
    )


def _check(week: WorkWeek, sums: time_sums.Sums) -> Turn:
    return Turn(
        who=Side.FREELANCER,
        title=_name(week),
        text=_(
            "The week is over. Until Monday, 12:00 UTC, you can still add and correct hours; then your client sees it."
        ),
        dial=Dial(_("Locked by itself"), week.locks_at, weeks.ends(week.starts_on)),
        acts=(Act(_("Look at the week"), week.get_absolute_url(), "strong"),),
    )


def _fund(contract: Contract, found: list[WorkWeek]) -> Turn | None:
    standing = deposits.standing_of(contract)
    if not standing.missing.amount:
        return None
    missing = format_money(standing.missing)
    act = Act(
        _("Pay into escrow · %(sum)s") % {"sum": missing},
        reverse("projects:fund_hours", args=[contract.pk]),
        "main",
        is_posted=True,
    )
    owed = sum((one.unpaid_minor for one in found if one.status == Status.INVOICED), 0)
    if owed:
        sum_ = format_money(from_minor(owed, contract.currency))
        text = _("Escrow did not cover hours that are due: %(sum)s is missing.") % {"sum": sum_}
    else:
        text = _cover(standing) % {"held": format_money(standing.free), "sum": missing, "cap": contract.cap_hours}
    return Turn(who=Side.CLIENT, title=_("the hours of this week"), text=text, acts=(act,))


def _cover(standing: deposits.Standing) -> str:
    """What secures this week, in words: of what is in escrow some may be for the weeks before."""
    if not standing.owed.amount:
        return _(
            "%(held)s is in escrow for hours. With %(sum)s more all %(cap)d hours of this week are secured; what is "
            "not worked stays for the next week."
        )
    if not standing.free.amount:
        return _(
            "What is in escrow is for the weeks before. With %(sum)s more all %(cap)d hours of this week are secured; "
            "what is not worked stays for the next week."
        )
    return _(
        "Beside what is for the weeks before, %(held)s is in escrow. With %(sum)s more all %(cap)d hours of this week "
        "are secured; what is not worked stays for the next week."
    )


def _end_of(week: WorkWeek) -> datetime:
    """After Friday only answers are left to reply to: the nearest of them."""
    if clock.now() < week.review_ends:
        return week.review_ends
    waits = HoursQuestion.objects.filter(entry__week=week, status=Question.ANSWERED).order_by("answer_by")
    return waits.values_list("answer_by", flat=True).first() or week.review_ends


def _name(week: WorkWeek) -> str:
    return _("the week of %(day)s") % {"day": date_format(week.starts_on, "j F")}
