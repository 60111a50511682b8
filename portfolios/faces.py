"""The public faces of portfolios and works: what their cards print, and what search reads of them."""

from django.urls import reverse

from marketplace.catalog.listings import Face
from marketplace.kit import markdown
from portfolios.front import Front
from portfolios.models import Portfolio, Work


def of_portfolio(portfolio: Portfolio, front: Front, *, works: int) -> Face:
    """A portfolio as found. works: how many of its works are shown."""
    listing = portfolio.listing
    return Face(
        title=listing.title,
        url=reverse("portfolios:portfolio", args=[listing.slug]),
        body=markdown.plain(portfolio.story),
        is_sample=listing.is_sample,
        published_at=listing.published_at,
        facts={"works": works},
        **front,
    )


def of_work(work: Work, front: Front) -> Face:
    """A work as found: with its medium and the year, as its source writes it."""
    listing = work.listing
    return Face(
        title=listing.title,
        url=reverse("portfolios:work", args=[listing.slug]),
        body=f"{work.kind_line} {markdown.plain(work.body)}",
        is_sample=listing.is_sample,
        published_at=listing.published_at,
        facts={"year": work.dated, "medium": work.kind_line},
        **front,
    )
