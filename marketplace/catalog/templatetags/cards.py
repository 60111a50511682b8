"""`{% load cards %}`: cards of listings, all of a row in one go."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.catalog import cards as drawing
from marketplace.catalog import embeds, shelf
from marketplace.catalog.models import Found, Listing

register = template.Library()


@register.simple_tag
def cards(
    shown: Iterable[Found | Listing], heading: str = "h2", eager: int = 0, acts: Mapping[UUID, SafeString] | None = None
) -> SafeString:
    """One card for each, as `shelf.draw` says. heading: h2 or h3; eager: how many stand in the first screen."""
    return shelf.draw(shown, heading=heading, eager=eager, acts=acts)


@register.simple_tag
def promoted_cards(listings: Iterable[Listing], heading: str = "h2") -> SafeString:
    """Cards that somebody pays for, each marked as promoted. They were fetched `with_card()` and are never kept."""
    mark = f'<p class="promoted__mark">{_("Promoted")}</p>'
    drawn = (drawing.draw(listing, heading=heading) for listing in listings)
    return SafeString("".join(f'<div class="promoted">{mark}{card}</div>' for card in drawn))


@register.simple_tag
def briefs(listings: Iterable[Listing]) -> SafeString:
    """Jobs as a list of notices: title, budget, terms, what is left of the time. Others are left out."""
    jobs = (listing for listing in listings if listing.kind == Listing.Kind.PROJECT)
    return SafeString(f'<ul class="brief-list">{"".join(drawing.brief(job) for job in jobs)}</ul>')


@register.simple_tag
def oembed_url(listing: Listing) -> str:
    """Where programs ask how to show this listing on another page."""
    return embeds.discovery_url(listing)


@register.simple_tag
def embed_code(listing: Listing) -> str:
    """The frame that somebody puts on a page of theirs."""
    return str(embeds.card(listing)["html"])
