"""What staff decide about a reported thing. All reports of it that wait are decided together."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import Refused
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import clock, judging, timers
from social import comments
from social.models import Decision, Report
from social.moderation import news, permits, reports, suspensions
from social.reputation import reviews
from social.talk import threads

Outcome = Decision.Outcome
RIGHTS = {
    Outcome.WARNED: "social.warn_report",
    Outcome.WITHDRAWN: "social.withdraw_report",
    Outcome.SUSPENDED: "social.suspend_report",
}


@transaction.atomic
@judging.judgement
def dismiss(report: Report, *, by: User, why: str) -> None:
    """Nothing is wrong. Who reported is told; the owner never hears of it."""
    permits.require(by, "social.dismiss_report")
    for one in reports.claimed(report, by=by):
        one.move_to(Report.Status.DISMISSED, by=by, why=why)
        news.report_decided(one)


@transaction.atomic
@judging.judgement
def warn(report: Report, *, by: User, why: str, statement: str) -> Decision:
    """Tell the owner which rule the thing breaks. It counts as a strike for a year."""
    return _decide(report, Outcome.WARNED, by=by, why=why, statement=statement)


@transaction.atomic
@judging.judgement
def withdraw(report: Report, *, by: User, why: str, statement: str) -> Decision:
    """Take the thing out of sight until the decision is taken back. Deals that run on it go on.

    A review leaves its place and the statement in it, and counts no more. A message or comment leaves its place.
    """
    decision = _decide(report, Outcome.WITHDRAWN, by=by, why=why, statement=statement)
    if decision.message:
        threads.hold(decision.message)
    elif decision.comment:
        comments.hold(decision.comment)
    elif decision.review:
        reviews.remove(decision.review, why=statement, by=by)
    else:
        listings.hold(Listing.objects.filter(pk=report.listing_id))
    return decision


@transaction.atomic
@judging.judgement
def suspend(report: Report, *, by: User, why: str, statement: str, days: int | None = None) -> Decision:
    """Keep the owner off the site and everything of theirs out of sight. days: for how long; None for good.

    Raises Refused where the owner is a company or public record, which nobody signs in as, or works here.
    """
    user = _sign_in_of(report.listing.owner)
    until = clock.now() + timedelta(days=days) if days else None
    decision = _decide(report, Outcome.SUSPENDED, by=by, why=why, statement=statement, until=until)
    suspensions.bring_in_line(user)
    return decision


@transaction.atomic
@judging.judgement
def lift(decision: Decision, *, by: User, why: str = "") -> Decision:
    """Take a decision back: what it kept away returns, and it counts no more. Raises Refused for a second time."""
    permits.require(by, "social.lift_decision")
    decision = locked(decision)
    if decision.lifted_at:
        raise Refused(_("This was taken back already."))
    decision.lifted_at = clock.now()
    decision.save(update_fields=["lifted_at"])
    if decision.outcome == Outcome.SUSPENDED and decision.party.user:
        timers.cancel(suspensions.END, decision.party.user.pk)
        suspensions.bring_in_line(decision.party.user)
    elif decision.message and decision.outcome == Outcome.WITHDRAWN:
        threads.let_go(decision.message)
    elif decision.comment and decision.outcome == Outcome.WITHDRAWN:
        comments.let_go(decision.comment)
    elif decision.review and decision.outcome == Outcome.WITHDRAWN:
        reviews.restore(decision.review, by=by)
    elif decision.listing_id:
        suspensions.let_go(Listing.objects.filter(pk=decision.listing_id))
    return decision


def locked(decision: Decision) -> Decision:
    """The row under its lock."""
    rows = Decision.objects.select_related("party__user", "listing", "review__subject", "message__thread", "comment")
    return rows.locked().get(pk=decision.pk)


def _decide(
    report: Report, outcome: Decision.Outcome, *, by: User, why: str, statement: str, until: Any = None
) -> Decision:
    permits.require(by, RIGHTS[outcome])
    together = reports.claimed(report, by=by)
    on_page = report.review is None and report.message is None and report.comment is None
    decision = Decision.objects.create(
        party=report.listing.owner, listing=report.listing if on_page else None, review=report.review,
        message=report.message, comment=report.comment, outcome=outcome, rule=report.category, statement=statement,
        by=by, until=until,
    )  # fmt: skip
    for one in together:
        one.decision = decision
        one.save(update_fields=["decision"])
        one.move_to(Report.Status.UPHELD, by=by, why=why)
        news.report_decided(one)
    news.decided(decision)
    return decision


def _sign_in_of(party: Party) -> User:
    if party.is_company or party.user is None:
        raise Refused(_("Nobody signs in as %(name)s: take its page out of sight instead.") % {"name": party.name})
    if party.user.is_staff:
        raise Refused(_("They work here. Their rights are taken first, by who gives rights."))
    return party.user
