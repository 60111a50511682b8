"""What can be done with a work: hang it in a portfolio, publish it, take it down."""

from typing import Any, Unpack

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from marketplace.catalog import listings
from marketplace.catalog.happenings import Happening, happened
from marketplace.catalog.models import Listing
from portfolios import faces, news, portfolios
from portfolios.front import Front, renewed
from portfolios.models import Portfolio, Work
from portfolios.permits import require_owner


@transaction.atomic
def hang(portfolio: Portfolio, *, title: str, by: User, **label: Any) -> Work:
    """Add a work at the end of the portfolio, not yet published. label: what the wall label says (Work's own columns).

    Raises NotAllowed.
    """
    portfolio = portfolios.locked(portfolio)
    require_owner(portfolio, by=by)
    listing = listings.register(Listing.Kind.WORK, owner=portfolio.owner, title=title)
    last = portfolio.works.aggregate(last=Max("position"))["last"]
    return Work.objects.create(listing=listing, portfolio=portfolio, position=0 if last is None else last + 1, **label)


@transaction.atomic
def publish(work: Work, *, by: User, **front: Unpack[Front]) -> Work:
    """Show it to everybody, or show it as it is now. front: what changes of its face; the rest stays.

    Raises NotAllowed.
    """
    portfolio = portfolios.locked(work.portfolio)
    require_owner(portfolio, by=by)
    is_first = work.listing.published_at is None
    listings.publish(work.listing, faces.of_work(work, renewed(work.listing, front)))
    portfolios.recount(portfolio)
    if is_first:
        news.published(work, by=by)
        happened.tell(Happening(portfolio.listing, work.listing.title, work.listing.url))
    return work


@transaction.atomic
def withdraw(work: Work, *, by: User) -> None:
    """Take it out of sight. Raises NotAllowed."""
    portfolio = portfolios.locked(work.portfolio)
    require_owner(portfolio, by=by)
    listings.withdraw(work.listing)
    portfolios.recount(portfolio)
