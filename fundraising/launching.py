"""From a draft to a fundraiser that runs: handed in, reviewed by staff, shown before it opens, live.

launching.hand_in(fundraiser, by=ada)
launching.pass_review(fundraiser, by=dev)               # or send_back(fundraiser, why="…", by=dev)
launching.launch(fundraiser, by=ada)                    # or by the clock, at `opens_at`
launching.cancel(fundraiser, why="…", by=ada)
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import (
    calling_off,
    campaign_rules,
    clocks,
    faces,
    fundraiser_news,
    fundraisers,
    news,
    readiness,
)
from fundraising.models import Fundraiser, Pledge
from marketplace.catalog import listings
from marketplace.kit import clock, timers
from marketplace.kit.refusals import NotAllowed, Refused
from portfolios.front import renewed
from portfolios.permits import require_owner

Status = Fundraiser.Status
CANCELLABLE = {
    Status.DRAFT, Status.REJECTED, Status.IN_REVIEW, Status.SCHEDULED, Status.ONGOING, Status.COLLECTING,
    Status.SUCCESSFUL, Status.DELIVERING,
}  # fmt: skip


class NotNow(Refused):
    """This is not possible in the state in which the fundraiser is."""


@transaction.atomic
def hand_in(fundraiser: Fundraiser, *, by: User) -> Fundraiser:
    """Ask staff to look at it. Raises NotAllowed, readiness.NotReady with all that is missing, NotNow."""
    fundraiser = fundraisers.locked(fundraiser)
    require_owner(fundraiser, by=by)
    if fundraiser.status == Status.REJECTED:
        fundraiser.move_to(Status.DRAFT, by=by, party=fundraiser.owner)
    _must_be(fundraiser, Status.DRAFT)
    readiness.check(fundraiser)
    return fundraiser.move_to(Status.IN_REVIEW, by=by, party=fundraiser.owner)


@transaction.atomic
def pass_review(fundraiser: Fundraiser, *, by: User) -> Fundraiser:
    """Let everybody see its page; it opens when its maker launches it, or by itself on its day.

    Raises NotAllowed for whoever is no staff or raises it themselves, NotNow.
    """
    fundraiser = fundraisers.locked(fundraiser)
    _permit_review(fundraiser, by)
    _must_be(fundraiser, Status.IN_REVIEW)
    readiness.check(fundraiser)
    fundraiser.move_to(Status.SCHEDULED, by=by)
    show(fundraiser)
    if fundraiser.opens_at:
        timers.set(clocks.LAUNCH, fundraiser.pk, max(fundraiser.opens_at, clock.now()), by=by)
    fundraiser_news.passed_review(fundraiser)
    return fundraiser


@transaction.atomic
def send_back(fundraiser: Fundraiser, *, why: str, by: User) -> Fundraiser:
    """Say what has to change before it can be shown. Raises NotAllowed, NotNow."""
    fundraiser = fundraisers.locked(fundraiser)
    _permit_review(fundraiser, by)
    _must_be(fundraiser, Status.IN_REVIEW)
    fundraiser.move_to(Status.REJECTED, by=by, why=why)
    fundraiser_news.sent_back(fundraiser, why)
    return fundraiser


@transaction.atomic
def launch(fundraiser: Fundraiser, *, by: User | None) -> Fundraiser:
    """Open it: from now on it can be backed, to its last day. Twice changes nothing. Raises NotAllowed, NotNow."""
    fundraiser = fundraisers.locked(fundraiser)
    if by is not None:
        require_owner(fundraiser, by=by)
    if fundraiser.status == Status.ONGOING:
        return fundraiser
    _must_be(fundraiser, Status.SCHEDULED)
    fundraiser.launched_at = clock.now()
    fundraiser.deadline_at = _end(fundraiser)
    fundraiser.move_to(Status.ONGOING, by=by, party=fundraiser.owner, saving=["launched_at", "deadline_at"])
    timers.set(clocks.DEADLINE, fundraiser.pk, fundraiser.deadline_at)
    timers.cancel(clocks.LAUNCH, fundraiser.pk)
    show(fundraiser)
    news.published(fundraiser, by=by)
    fundraiser_news.launched(fundraiser)
    return fundraiser


@transaction.atomic
def cancel(fundraiser: Fundraiser, *, why: str, by: User) -> Fundraiser:
    """Call it off: every promise ends, no card is charged any more, and what is in escrow goes back to who paid it.

    Raises NotAllowed, and NotNow once all of it is paid out or it has ended otherwise.
    """
    fundraiser = fundraisers.locked(fundraiser)
    require_owner(fundraiser, by=by)
    if fundraiser.status not in CANCELLABLE:
        raise NotNow(_("It has ended, so it can't be called off."))
    if fundraiser.status == Status.REJECTED:
        fundraiser.move_to(Status.DRAFT, by=by, party=fundraiser.owner)
    fundraiser.move_to(Status.CANCELLED, by=by, party=fundraiser.owner, why=why)
    timers.cancel(clocks.DEADLINE, fundraiser.pk)
    timers.cancel(clocks.LAUNCH, fundraiser.pk)
    live = fundraiser.pledges.filter(status__in=[Pledge.Status.DRAFT, Pledge.Status.ACTIVE])
    timers.ensure(clocks.RELEASED, {str(pk): clock.now() for pk in live.values_list("pk", flat=True)})
    calling_off.begin(fundraiser)
    if fundraiser.listing.published_at:
        show(fundraiser)
        fundraiser_news.called_off(fundraiser, why)
    return fundraiser


def show(fundraiser: Fundraiser) -> None:
    """Let cards, search and filters know where it stands now."""
    listings.publish(fundraiser.listing, faces.of_fundraiser(fundraiser, renewed(fundraiser.listing, {})))


@timers.handles(clocks.LAUNCH)
def open_by_itself(key: str) -> None:
    """Its day has come."""
    fundraiser = fundraisers.locked(Fundraiser(pk=UUID(key)))
    if fundraiser.status == Status.SCHEDULED:
        launch(fundraiser, by=None)


@timers.handles(clocks.FACE)
def show_again(key: str) -> None:
    """Some seconds after a pledge, together with those beside it."""
    fundraiser = fundraisers.locked(Fundraiser(pk=UUID(key)))
    if fundraiser.listing.is_live:
        show(fundraiser)


def _end(fundraiser: Fundraiser) -> datetime:
    """The last moment: so many days from now as its maker chose."""
    return (fundraiser.launched_at or clock.now()) + timedelta(
        days=min(fundraiser.days, campaign_rules.longest(fundraiser).days)
    )


def _must_be(fundraiser: Fundraiser, status: str) -> None:
    if fundraiser.status != status:
        raise NotNow(_("It is %(state)s now, so that is not possible.") % {"state": fundraiser.get_status_display()})


def _permit_review(fundraiser: Fundraiser, by: User) -> None:
    """A second pair of eyes: never the maker's own."""
    if not by.has_perm("fundraising.pass_review_fundraiser"):
        raise NotAllowed(_("Only staff review fundraisers."))
    if fundraiser.owner.pk in set(Party.objects.acted_for_by(by).values_list("pk", flat=True)):
        raise NotAllowed(_("Somebody else reviews what you raise money for."))
