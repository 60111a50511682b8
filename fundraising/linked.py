"""Fundraisers in schema.org's words."""

from fundraising.models import Fundraiser
from marketplace.kit import pictures
from marketplace.kit.linked_data import Node, address
from portfolios import labels
from portfolios.linked import maker


def fundraiser(shown: Fundraiser) -> Node:
    """A Project: an undertaking with a founder and a time in which it asks for money."""
    listing = shown.listing
    return {
        "@type": "Project",
        "name": listing.title,
        "description": labels.description(listing, shown.story),
        "url": address(listing.url),
        "image": address(pictures.url(listing.cover)) if listing.cover else "",
        "founder": maker(listing),
        "foundingDate": shown.launched_at.date().isoformat() if shown.launched_at else "",
        "dissolutionDate": shown.deadline_at.date().isoformat() if shown.deadline_at else "",
        "location": listing.place,
        "knowsAbout": listing.topic.name if listing.topic else "",
    }
