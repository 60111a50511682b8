"""What can be done with a fundraiser: start it, show it, take it out of sight."""

from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from accounts.models import Party, User
from accounts.refusals import Refused
from fundraising import faces, news, readiness
from fundraising.models import Fundraiser
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from portfolios.front import Front, renewed
from portfolios.permits import require_owner


class NotReady(Refused):
    """The fundraiser cannot be shown like this. The message is for the person who tried."""


@transaction.atomic
def start(*, owner: Party, title: str, kind: str, goal: Money, by: User, **details: Any) -> Fundraiser:
    """A draft that only its owner can see. details: the fundraiser's other columns (settlement, story, risks, …).

    Raises NotAllowed where `by` does not act for the owner.
    """
    listing = listings.register(Listing.Kind.FUNDRAISER, owner=owner, title=title)
    fundraiser = Fundraiser(listing=listing, kind=kind, **details)
    fundraiser.goal = goal
    require_owner(fundraiser, by=by)
    fundraiser.save()
    return fundraiser


@transaction.atomic
def publish(fundraiser: Fundraiser, *, by: User, **front: Unpack[Front]) -> Fundraiser:
    """Show it to everybody, or show it as it is now. front: what changes of its face; the rest stays.

    Raises NotAllowed, and NotReady where it has not passed review or its parts do not add up to the goal.
    """
    fundraiser = locked(fundraiser)
    require_owner(fundraiser, by=by)
    _check_is_ready(fundraiser)
    is_first = fundraiser.listing.published_at is None
    listings.publish(fundraiser.listing, faces.of_fundraiser(fundraiser, renewed(fundraiser.listing, front)))
    if is_first:
        news.published(fundraiser, by=by)
    return fundraiser


@transaction.atomic
def withdraw(fundraiser: Fundraiser, *, by: User) -> None:
    """Take it out of sight. Raises NotAllowed."""
    fundraiser = locked(fundraiser)
    require_owner(fundraiser, by=by)
    listings.withdraw(fundraiser.listing, state=fundraiser.status)


def locked(fundraiser: Fundraiser) -> Fundraiser:
    """The row under its lock, with its listing."""
    return Fundraiser.objects.locked().with_face().get(pk=fundraiser.pk)


def _check_is_ready(fundraiser: Fundraiser) -> None:
    if fundraiser.status not in Fundraiser.PUBLIC:
        raise NotReady(_("A fundraiser is shown once it has passed review."))
    for said in readiness.unequal(fundraiser):
        raise NotReady(said.said)
