"""Portfolios and works in schema.org's words."""

from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing
from marketplace.kit import pictures
from marketplace.kit.linked_data import Crumb, Node, address
from portfolios import labels
from portfolios.models import Portfolio, Work


def portfolio(shown: Portfolio) -> Node:
    """A CreativeWork that has parts."""
    return {**_creative(shown.listing, shown.story), "@type": "CreativeWork"}


def work(shown: Work) -> Node:
    """A VisualArtwork: what it is made of and when, and of which portfolio it is a part."""
    whole = shown.portfolio.listing
    return {
        **_creative(shown.listing, shown.body),
        "@type": "VisualArtwork",
        "artMedium": shown.kind_line,
        "dateCreated": str(shown.year) if shown.year else shown.date_text,
        "creditText": shown.credit_line,
        "isPartOf": {"@type": "CreativeWork", "name": whole.title, "url": address(whole.url)},
        "sameAs": shown.source_url,
    }


def crumbs(listing: Listing, *between: Crumb) -> list[Crumb]:
    """The way to the page: all of its kind, its topic, what lies between, and the page itself."""
    every = (str(_EVERY[listing.kind]), f"{reverse('discovery:discover')}?kind={listing.kind}")
    topic: list[Crumb] = [(listing.topic.name, listing.topic.get_absolute_url())] if listing.topic else []
    return [every, *topic, *between, (listing.title, "")]


_EVERY: dict[str, Any] = {
    Listing.Kind.PORTFOLIO: _("Portfolios"),
    Listing.Kind.WORK: _("Works"),
    Listing.Kind.FUNDRAISER: _("Fundraisers"),
}


def maker(listing: Listing) -> Node:
    """The owner as a Person or an Organization."""
    return {"@type": "Organization" if listing.owner.is_company else "Person", "name": listing.owner.name}


def _creative(listing: Listing, text: str) -> Node:
    return {
        "name": listing.title,
        "description": strip_tags(labels.description(listing, text)),
        "url": address(listing.url),
        "inLanguage": listing.language,
        "creator": maker(listing),
        "about": listing.topic.name if listing.topic else "",
        "image": address(pictures.url(listing.cover)) if listing.cover else "",
        "datePublished": listing.published_at.date().isoformat() if listing.published_at else "",
    }
