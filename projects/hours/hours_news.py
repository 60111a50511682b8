"""Whom the acts on hours tell, in the act's own transaction. The sentences are hours_words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from accounts.models import User
from marketplace.kit.money import Money, from_minor, to_minor
from projects.hours import weeks
from projects.hours.hours_words import SENTENCES
from projects.hours.time_sums import Sums
from projects.models import Contract, Deposit, HoursQuestion, Side, TimeEntry, WorkWeek
from social import kinds, notices

BOTH = tuple(Side)


def declare() -> None:
    """Let the notices about hours exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def to_review(week: WorkWeek, sums: Sums) -> None:
    facts: dict[str, Any] = {"hours": weeks.hours(sums.clear), "sum": _sum(sums.due), "day": _day(week.review_ends)}
    _tell(week, [Side.CLIENT], "week_to_review", key=week.pk, **facts)


def questioned(week: WorkWeek, asked: Sequence[HoursQuestion], *, by: User) -> None:
    first = asked[0]
    facts: dict[str, Any] = {"why": first.why[:200], "day": _day(first.answer_by)}
    _tell(week, [Side.FREELANCER], "week_questioned", key=f"{first.pk}:{first.asked_at:%m%d%H%M}", by=by, **facts)


def answered(question: HoursQuestion, *, by: User) -> None:
    key = f"{question.pk}:{question.answered_at:%m%d%H%M}"
    _tell(question.entry.week, [Side.CLIENT], "week_answered", key=key, by=by, day=_day(question.answer_by))


def decided(question: HoursQuestion) -> None:
    kind = "hours_struck" if question.status == HoursQuestion.Status.STRUCK else "hours_accepted"
    _tell(question.entry.week, BOTH, kind, key=question.pk)


def paid(week: WorkWeek, amount: Money, *, by: User | None) -> None:
    key = f"{week.pk}:{week.released_minor}"
    _tell(week, [Side.FREELANCER] if by else BOTH, "week_paid", key=key, by=by, sum=_sum(amount))


def not_covered(week: WorkWeek) -> None:
    _tell(week, BOTH, "week_not_covered", key=week.pk, sum=_sum(from_minor(week.unpaid_minor, week.currency)))


def funded(deposit: Deposit) -> None:
    if deposit.hold:
        _about(deposit.contract, [Side.FREELANCER], "hours_funded", key=deposit.pk, sum=_sum(deposit.hold.amount))


def not_funded(deposit: Deposit) -> None:
    key = f"{deposit.pk}:{deposit.declined_at:%Y%m%d}"
    _about(deposit.contract, [Side.FREELANCER], "hours_not_funded", key=key)


def stopped(entry: TimeEntry) -> None:
    """Tell who forgot it: a person, not their side."""
    contract = entry.week.contract
    if entry.by:
        listing = contract.project.listing
        notices.tell([entry.by], "timer_stopped", key=entry.pk, url=entry.week.get_absolute_url(), listing=listing)


def _tell(week: WorkWeek, sides: Iterable[Side], kind: str, *, key: Any, by: User | None = None, **facts: Any) -> None:
    facts["week"] = _day_of(week)
    _about(week.contract, sides, kind, key=key, by=by, url=week.get_absolute_url(), **facts)


def _about(
    contract: Contract, sides: Iterable[Side], kind: str, *, key: Any, by: User | None = None, url: str = "",
    **facts: Any,
) -> None:  # fmt: skip
    for side in sides:
        notices.tell_party(
            contract.party(side),
            kind,
            key=str(key),
            url=url or reverse("projects:hours", args=[contract.pk]),
            actor=contract.party(side.other),
            listing=contract.project.listing,
            but_not=by,
            **facts,
        )


def _sum(amount: Money) -> dict[str, Any]:
    return {"minor": to_minor(amount), "currency": amount.currency.code}


def _day(moment: Any) -> dict[str, str]:
    return {"at": moment.isoformat()}


def _day_of(week: WorkWeek) -> dict[str, str]:
    return {"day": week.starts_on.isoformat()}
