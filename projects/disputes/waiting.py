"""What waits for somebody in disputes, as lines of their home: one for each dispute whose next step is theirs."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from projects.models import ArbitrationFee, Dispute, DisputeOffer, Role, Side

Status = Dispute.Status

# What each step asks of its reader; the time that is left follows in the place of %(left)s.
NOTES: dict[str, str | Promise] = {
    "to_answer": _("A dispute to answer, %(left)s"),
    "to_settle": _("A dispute to settle between the two of you, %(left)s"),
    "to_show": _("A dispute: show everything that you have, %(left)s"),
    "to_accept": _("A mediator’s proposal to answer, %(left)s"),
    "to_pay": _("Half of an arbiter’s fee to pay, %(left)s"),
    "to_decide": _("A dispute to decide as its arbiter, %(left)s"),
}


def rows(acted: "QuerySet[Party]", columns: tuple[str, ...]) -> "QuerySet[Any, Any]":
    """The disputes that wait for one of these parties, in the columns of projects.waiting."""
    steps = _steps(acted)
    waits = Q()
    for step in steps.values():
        waits |= step
    found = Dispute.objects.live().filter(waits)
    named: QuerySet[Any, Any] = found.annotate(
        what=Case(*(When(step, then=_text(name)) for name, step in steps.items()), default=_text("to_settle")),
        key=F("pk"),
        title=F("contract__project__listing__title"),
        number=Value(0, BigIntegerField()),
        minor=Value(0, BigIntegerField()),
        code=_text(""),
        at=F("due_at"),
    ).values_list(*columns)
    return named.order_by()


def _steps(acted: "QuerySet[Party]") -> dict[str, Q]:
    """A condition for each step, as Dispute.stage and dispute_news.waited_for tell them of one dispute."""
    sides = {Side.CLIENT: Q(contract__client__in=acted), Side.FREELANCER: Q(contract__freelancer__in=acted)}
    opened = {side: Q(opened_by=side.other) for side in Side}
    to_show = {side: Q(**{f"{side}_is_done": False}) for side in Side}
    proposals = DisputeOffer.objects.filter(
        dispute=OuterRef("pk"), made_by=Role.MEDIATOR, status=DisputeOffer.Status.OPEN
    )
    silent = {side: Exists(proposals.filter(**{f"{side}_says": None})) for side in Side}
    fees = ArbitrationFee.objects.filter(dispute=OuterRef("pk"), status=ArbitrationFee.Status.OPEN)
    unpaid = {side: Exists(fees.filter(side=side)) for side in Side}
    undecided = Q(for_decision_at=None)
    return {
        "to_answer": Q(status=Status.OPEN) & _of(sides, opened),
        "to_settle": Q(status=Status.ANSWERED) & (sides[Side.CLIENT] | sides[Side.FREELANCER]),
        "to_show": Q(status=Status.MEDIATION, evidence_closed_at=None) & _of(sides, to_show),
        "to_accept": Q(status=Status.PROPOSED) & undecided & _of(sides, silent),
        "to_pay": Q(status=Status.ARBITRATION, taken_at=None) & undecided & _of(sides, unpaid),
        "to_decide": Q(status=Status.ARBITRATION, taken_at__isnull=False, arbiter__party__in=acted) & undecided,
    }


def _of(sides: dict[Side, Q], conditions: dict[Side, Any]) -> Q:
    """What holds for a side that is one's own."""
    return (sides[Side.CLIENT] & conditions[Side.CLIENT]) | (sides[Side.FREELANCER] & conditions[Side.FREELANCER])


def _text(word: str) -> Value:
    return Value(word, CharField())
