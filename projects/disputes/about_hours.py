"""A dispute about hours of a week in review: the client says until Friday whose their money should be.

    about_hours.open(week, entries, why="…", to_freelancer=Money(0, "EUR"), by=ada)

What is disputed lies apart; the rest of the week is paid as usual, and the contract goes on. From there it is a dispute
like any other. docs/decisions/093-hours-in-dispute.md. Locks: the job's row, the contract's, the week's, its entries',
the dispute's, then what escrow takes.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from marketplace.kit.money import Money, format_money
from marketplace.kit.uploads import Upload
from payments import retries
from projects import deals
from projects.disputes import disputes
from projects.disputes.log import Evidence
from projects.hours import deposits, disputed, time_sums, work_weeks
from projects.models import Dispute, HoursQuestion, Side, TimeEntry, WorkWeek

Status = Dispute.Status


class NotCovered(Refused):
    """Escrow holds too little: what is not held can't be divided."""


@retries.atomic
def open(  # noqa: A001  (about_hours.open reads as what it does)
    week: WorkWeek,
    entries: Sequence[TimeEntry],
    *,
    why: str,
    to_freelancer: Money,
    links: Sequence[str] = (),
    evidence: Iterable[Upload] = (),
    by: User,
) -> Dispute:
    """Take these hours out of the week's bill, and let nothing of their money move until it is settled.

    to_freelancer: what of it the freelancer should get; the rest goes back. Opening it twice is once. Raises NotAllowed
    for all but the client, NotCovered, and Refused for a week that is not in review, or was disputed before.
    """
    week = work_weeks.locked(week)
    side = deals.permit(week.contract, by, Side.CLIENT)
    rows = list(week.entries.standing().filter(pk__in=[entry.pk for entry in entries]).locked())
    if found := _same(week, rows):
        return found
    _may_be_disputed(week, rows, side)
    dispute = disputes.begin(week.contract, side, disputed.worth(week, rows), by=by)
    disputed.freeze(dispute, week, rows, by=by)
    return disputes.put_forward(dispute, Evidence(why, links, evidence), to_freelancer, by=by)


def of_week(week: WorkWeek) -> Dispute | None:
    """The dispute about hours of it that is open or was settled; None where there is none, or it was withdrawn."""
    found = Dispute.objects.filter(items__week=week).exclude(status=Status.WITHDRAWN).distinct()
    return found.first()


def may_be_about(week: WorkWeek) -> list[TimeEntry]:
    """The entries that the client can dispute now, in order; none outside of the review."""
    if not _is_in_review(week) or of_week(week):
        return []
    rows = week.entries.standing().filter(is_paid=True).select_related("by__party", "question", "dispute", "card")
    return [entry for entry in rows.order_by("starts_at", "pk") if _is_disputable(entry)]


def _same(week: WorkWeek, rows: Sequence[TimeEntry]) -> Dispute | None:
    """The dispute about exactly these: the button was pressed twice."""
    found = of_week(week)
    if found is None or not found.is_live:
        return None
    return found if {entry.pk for entry in rows} == set(found.entries.values_list("pk", flat=True)) else None


def _may_be_disputed(week: WorkWeek, rows: Sequence[TimeEntry], side: Side) -> None:
    if not _is_in_review(week):
        raise Refused(_("Hours can be disputed from Monday noon until Friday, 24:00 UTC."))
    if of_week(week):
        raise Refused(_("Hours of this week are, or were, in a dispute already. A week is disputed once."))
    if not rows or not all(_is_disputable(entry) for entry in rows):
        raise Refused(_("Choose entries that are to be paid and that you have not accepted."))
    disputes.refuse_a_third(Dispute.objects.filter(items__week=week), side)
    _is_covered(week, rows)


def _is_covered(week: WorkWeek, rows: Sequence[TimeEntry]) -> None:
    """The undisputed hours come first: they are owed whatever is decided about the others."""
    stake, free = disputed.worth(week, rows), deposits.free_for(week)
    if not stake.amount:
        raise Refused(_("These hours cost nothing, so there is nothing to divide."))
    if free < time_sums.of(week).expected:
        facts = {"held": format_money(free), "cost": format_money(time_sums.of(week).expected)}
        raise NotCovered(
            _("Escrow holds %(held)s for this week, and it costs %(cost)s. Only what is held can be divided: pay what "
              "is missing first, then open the dispute. What is not held is not paid by itself either.") % facts
        )  # fmt: skip


def _is_in_review(week: WorkWeek) -> bool:
    return week.is_in_review and clock.now() < week.review_ends


def _is_disputable(entry: TimeEntry) -> bool:
    question: HoursQuestion | None = getattr(entry, "question", None)
    is_open = question is None or question.is_live or question.status == HoursQuestion.Status.DISPUTED
    return entry.is_paid and is_open
