"""What can be done with a work: hang it in a portfolio, publish it, take it down."""

from typing import Any, Unpack

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import User
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing
from marketplace.kit import markdown
from portfolios import portfolios
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
    listing = work.listing
    face = Face(
        title=listing.title,
        url=reverse("portfolios:work", args=[listing.slug]),
        body=f"{work.kind_line} {markdown.plain(work.body)}",
        is_sample=listing.is_sample,
        facts={"year": work.dated, "medium": work.kind_line},
        **renewed(listing, front),
    )
    listings.publish(listing, face)
    portfolios.recount(portfolio)
    return work


@transaction.atomic
def withdraw(work: Work, *, by: User) -> None:
    """Take it out of sight. Raises NotAllowed."""
    portfolio = portfolios.locked(work.portfolio)
    require_owner(portfolio, by=by)
    listings.withdraw(work.listing)
    portfolios.recount(portfolio)
