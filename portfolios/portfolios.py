"""What can be done with a portfolio: start it, publish it, take it down."""

from typing import Unpack

from django.db import transaction

from accounts.models import Party, User
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from portfolios import faces, news
from portfolios.front import Front, renewed
from portfolios.models import Portfolio
from portfolios.permits import require_owner


@transaction.atomic
def start(*, owner: Party, title: str, by: User, story: str = "") -> Portfolio:
    """A portfolio that only its owner can see. Raises NotAllowed where `by` does not act for the owner."""
    listing = listings.register(Listing.Kind.PORTFOLIO, owner=owner, title=title)
    portfolio = Portfolio(listing=listing, story=story)
    require_owner(portfolio, by=by)
    portfolio.save()
    return portfolio


@transaction.atomic
def publish(portfolio: Portfolio, *, by: User, **front: Unpack[Front]) -> Portfolio:
    """Show it to everybody, or show it as it is now. front: what changes of its face; the rest stays.

    Raises NotAllowed.
    """
    portfolio = locked(portfolio)
    require_owner(portfolio, by=by)
    front = renewed(portfolio.listing, front)
    is_first = portfolio.listing.published_at is None
    listings.publish(portfolio.listing, faces.of_portfolio(portfolio, front, works=portfolio.works.live().count()))
    if is_first:
        news.published(portfolio, by=by)
    return portfolio


@transaction.atomic
def withdraw(portfolio: Portfolio, *, by: User) -> None:
    """Take it and its works out of sight. Raises NotAllowed."""
    portfolio = locked(portfolio)
    require_owner(portfolio, by=by)
    for work in portfolio.works.select_related("listing"):
        listings.withdraw(work.listing)
    listings.withdraw(portfolio.listing)


def locked(portfolio: Portfolio) -> Portfolio:
    """The row under its lock, with its listing."""
    return Portfolio.objects.locked().with_face().get(pk=portfolio.pk)


def recount(portfolio: Portfolio) -> None:
    """Bring the number of works on the portfolio's card up to date. The caller holds the portfolio's lock."""
    Listing.objects.filter(pk=portfolio.pk).update(facts={"works": portfolio.works.live().count()})
