"""Keeping somebody off the site: what a suspension does and undoes, whichever of several decisions it follows from."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Party, User
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import timers
from social.models import Decision

END = "suspension_end"
FOR_GOOD = datetime(3000, 1, 1, tzinfo=UTC)


def bring_in_line(user: User) -> None:
    """Make account and listings what the decisions that stand say. Runs in the act's own transaction."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    standing = Decision.objects.standing().filter(party__user=user, outcome=Decision.Outcome.SUSPENDED)
    ends = [decision.until or FOR_GOOD for decision in standing]
    user.suspended_until = max(ends, default=None)
    user.save(update_fields=["suspended_until"])
    theirs = Listing.objects.filter(owner__user=user)
    if user.suspended_until is None:
        let_go(theirs)
        return
    listings.hold(theirs)
    if user.suspended_until < FOR_GOOD:
        timers.set(END, user.pk, user.suspended_until)


def let_go(held: "QuerySet[Listing]") -> None:
    """Show these again, but for those that another decision still keeps away."""
    standing = Decision.objects.standing()
    withdrawn = standing.filter(outcome=Decision.Outcome.WITHDRAWN, listing__isnull=False).values("listing")
    suspended = standing.filter(outcome=Decision.Outcome.SUSPENDED).values("party")
    listings.let_go(held.exclude(Q(pk__in=withdrawn) | Q(owner__in=Party.objects.filter(pk__in=suspended))))


@timers.handles(END)
def end(key: str) -> None:
    """The time is over."""
    user = User.objects.filter(pk=UUID(key)).first()
    if user:
        bring_in_line(user)
