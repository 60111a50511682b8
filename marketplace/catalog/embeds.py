"""A listing on somebody else's page: the card in a frame, and what programs ask for to put it there (oEmbed 1.0).

https://oembed.com: a page names its provider in a link; the provider answers an address with a frame of a size.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from marketplace.catalog.models import Listing

WIDTH, HEIGHT = 360, 460
NARROWEST = 220


def of_address(address: str) -> Listing | None:
    """The live listing behind an address of this site, or nothing."""
    ours, asked = urlsplit(settings.SITE_URL), urlsplit(address)
    if asked.netloc != ours.netloc or "\0" in address:
        return None
    return Listing.objects.live().select_related("owner").filter(url=asked.path).first()


def card(listing: Listing, *, width: int | None = None, height: int | None = None) -> dict[str, Any]:
    """The answer of the provider. width and height: the most that the page has room for, in CSS pixels."""
    wide, high = min(width or WIDTH, WIDTH), min(height or HEIGHT, HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "title": listing.title,
        "author_name": listing.owner.name,
        "author_url": f"{settings.SITE_URL}{listing.owner.get_absolute_url()}",
        "thumbnail_url": f"{settings.SITE_URL}{reverse('catalog:preview', args=[listing.pk])}",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "cache_age": 3600,
        "width": wide,
        "height": high,
        "html": format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" sandbox="allow-popups '
            'allow-popups-to-escape-sandbox" style="border:0"></iframe>',
            f"{settings.SITE_URL}{reverse('catalog:embed', args=[listing.pk])}",
            wide,
            high,
            listing.title,
        ),
    }


def discovery_url(listing: Listing) -> str:
    """What the page of a listing names as the place to ask."""
    return f"{settings.SITE_URL}{reverse('catalog:oembed')}?{urlencode({'url': f'{settings.SITE_URL}{listing.url}'})}"
