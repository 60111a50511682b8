"""What waits for somebody in their contracts, as lines of their home: what has a clock first, the nearest on top."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import times
from marketplace.kit.money import format_minor
from projects.disputes import waiting as dispute_waiting
from projects.hours import weeks
from projects.models import ContractMember, ContractVersion, Milestone, RefundRequest, Side, Signature, WorkWeek

MOST = 12
SIGN, ASKED, REVIEW, AGAIN, WORK = "sign", "asked", "review", "again", "work"
HOURS, QUESTIONED = "hours", "questioned"  # a week of them
COLUMNS = ("what", "key", "title", "number", "minor", "code", "at")


@dataclass(frozen=True)
class Waiting:
    """One line of what waits for somebody (templates/components/waiting.html)."""

    sign: str
    title: str
    note: str
    url: str
    act: str


class _Row(NamedTuple):
    """key: of the contract to sign, number its version; of the week, of the dispute; else of the milestone."""

    what: str
    key: UUID
    title: str
    number: int
    minor: int
    code: str
    at: datetime | None


def lines(user: User) -> list[Waiting]:
    """Texts to sign, work and weeks to look at, wishes, questions, disputes to answer, paid work to do. One query."""
    acted = Party.objects.acted_for_by(user)
    others = [_of_milestones(acted), _of_weeks(acted), dispute_waiting.rows(acted, COLUMNS)]
    rows = _to_sign(acted).union(*others, all=True).order_by(F("at").asc(nulls_last=True))
    return [_line(_Row(*row)) for row in rows[:MOST]]


def _to_sign(acted: "QuerySet[Party]") -> "QuerySet[Any, Any]":
    signed = Signature.objects.filter(version=OuterRef("pk"))
    as_client = Q(contract__client__in=acted) & ~Exists(signed.filter(side=Side.CLIENT))
    in_team = ContractMember.objects.standing().filter(party__in=acted).values("contract")
    works = Q(contract__freelancer__in=acted) | Q(contract__in=in_team)
    as_freelancer = works & ~Exists(signed.filter(side=Side.FREELANCER, party__in=acted))
    rows = ContractVersion.objects.proposed().filter(as_client | as_freelancer)
    named: QuerySet[Any, Any] = rows.annotate(
        what=_text(SIGN),
        key=F("contract"),
        title=F("contract__project__listing__title"),
        minor=Value(0, BigIntegerField()),
        code=_text(""),
        at=F("lapses_at"),
    ).values_list(*COLUMNS)
    return named.order_by()


def _of_milestones(acted: "QuerySet[Party]") -> "QuerySet[Any, Any]":
    asked = RefundRequest.objects.filter(milestone=OuterRef("pk"), status=RefundRequest.Status.OPEN)
    to_review = Q(status=Milestone.Status.SUBMITTED, contract__client__in=acted)
    to_do = Q(status__in=Milestone.UNFINISHED, contract__freelancer__in=acted)
    rows = Milestone.objects.filter(to_review | to_do).annotate(asked_until=Subquery(asked.values("answer_by")))
    what = Case(
        When(status=Milestone.Status.SUBMITTED, then=_text(REVIEW)),
        When(asked_until__isnull=False, then=_text(ASKED)),
        When(status=Milestone.Status.CHANGES, then=_text(AGAIN)),
        default=_text(WORK),
    )
    named: QuerySet[Any, Any] = rows.annotate(
        what=what,
        key=F("pk"),
        title=F("name"),
        number=F("position"),
        minor=F("price_minor"),
        code=F("currency"),
        at=Coalesce("answer_by", "asked_until"),
    ).values_list(*COLUMNS)
    return named.order_by()


def _of_weeks(acted: "QuerySet[Party]") -> "QuerySet[Any, Any]":
    to_review = Q(status=WorkWeek.Status.LOCKED, contract__client__in=acted)
    to_answer = Q(status=WorkWeek.Status.QUESTIONED, contract__freelancer__in=acted)
    rows = WorkWeek.objects.filter(to_review | to_answer).annotate(
        what=Case(When(status=WorkWeek.Status.LOCKED, then=_text(HOURS)), default=_text(QUESTIONED)),
        key=F("pk"),
        title=F("contract__project__listing__title"),
        number=Value(0, BigIntegerField()),
        minor=Value(0, BigIntegerField()),
        code=_text(""),
        at=Cast(F("starts_on") + weeks.REVIEW_ENDS_AFTER, DateTimeField()),
    )
    named: QuerySet[Any, Any] = rows.values_list(*COLUMNS)
    return named.order_by()


def _text(word: str) -> Value:
    return Value(word, CharField())


def _line(row: _Row) -> Waiting:
    if row.what == SIGN:
        address = reverse("projects:document", args=[row.key, row.number])
        return Waiting("edit", row.title, _("A contract to sign, %(left)s") % _facts(row), address, _("Read and sign"))
    if row.what in {HOURS, QUESTIONED}:
        is_review = row.what == HOURS
        note = _("A week of hours to review, %(left)s") if is_review else _("Your hours are questioned")
        return Waiting("clock", row.title, note % _facts(row), reverse("projects:work_week", args=[row.key]), _("Open"))
    if row.what in dispute_waiting.NOTES:
        said = str(dispute_waiting.NOTES[row.what]) % _facts(row)
        return Waiting("scale", row.title, said, reverse("projects:dispute", args=[row.key]), _("Open"))
    signs = {ASKED: "warn", REVIEW: "clock", AGAIN: "turn", WORK: "lock"}
    notes = {
        ASKED: _("%(price)s is asked back and goes back by itself, %(left)s"),
        REVIEW: _("Submitted; %(price)s is released by itself, %(left)s"),
        AGAIN: _("Changes are asked for; %(price)s is in escrow"),
        WORK: _("%(price)s is in escrow for it"),
    }
    address = reverse("projects:milestone", args=[row.key])
    return Waiting(signs[row.what], row.title, notes[row.what] % _facts(row), address, _("Open"))


def _facts(row: _Row) -> dict[str, str]:
    left = times.left(row.at) if row.at else ""
    return {"left": left, "price": format_minor(row.minor, row.code) if row.code else ""}
