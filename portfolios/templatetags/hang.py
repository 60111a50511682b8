"""`{% load hang %}{% picture media %}`: a stored picture in its own proportions."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from marketplace.kit import pictures
from portfolios.models import Media

register = template.Library()


@register.simple_tag
def picture(media: Media, sizes: str = "(min-width: 62rem) 50vw, 100vw", eager: bool = False) -> SafeString:
    """The whole picture, in the width that the browser needs. eager: it stands in the first screen."""
    widths = pictures.srcset(str(media.file))
    choice = f' srcset="{escape(widths)}" sizes="{sizes}"' if widths else ""
    hurry = ' fetchpriority="high"' if eager else ' loading="lazy"'
    src, alt = escape(pictures.url(str(media.file), 640)), escape(media.alt)
    return SafeString(f'<img src="{src}"{choice} alt="{alt}" width="{media.width}" height="{media.height}"{hurry}>')


@register.filter
def full(media: Media) -> str:
    """Where the picture is read in its widest version."""
    return pictures.url(str(media.file))
