"""What every template may use: icons, money, times, pictures. `{% load ui %}`.

Most of these run for each row of a list, so they build their few tags with string formatting and remember what repeats.
The tags are plain functions too: `marketplace.catalog.cards` calls them.
"""

import re
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from moneyed import Money

from marketplace.kit import bootstrap, covers, pictures, times
from marketplace.kit.money import format_minor, format_money

register = template.Library()

ICONS = Path(settings.BASE_DIR) / "static" / "icons" / "icons.svg"


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """One icon of the set, hidden from screen readers: the word beside it speaks. extra: one more class.

    Raises TemplateSyntaxError for a name that static/icons/icons.svg does not have.
    """
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"static/icons/icons.svg has no icon “{name}”")
    classes = f"icon {extra}".strip()
    return SafeString(f'<svg class="{escape(classes)}" aria-hidden="true"><use href="#i-{name}"/></svg>')


@register.simple_tag
@cache
def icon_sprite() -> SafeString:
    """All symbols, once a page. Inlined, because a <use> cannot reach into a file on another origin (a CDN)."""
    symbols = re.findall(r"<symbol.*?</symbol>", ICONS.read_text(), re.DOTALL)
    return SafeString(f"<svg hidden>{''.join(symbols)}</svg>")


@cache
def icon_names() -> tuple[str, ...]:
    """The names of the set, in the order of the file."""
    return tuple(re.findall(r'id="i-([\w-]+)"', ICONS.read_text()))


@register.simple_tag
def scheme_script() -> SafeString:
    """The inline script that sets light or dark before the first paint."""
    return SafeString(f"<script>{bootstrap.SCHEME_SCRIPT}</script>")


@register.filter
def money(amount: Money | None, how: str = "") -> str:
    """The sum as this reader writes it; `|money:"whole"` leaves out ",00" and nothing else. Empty for None."""
    return "" if amount is None else format_money(amount, whole=how == "whole").replace("-", "\N{MINUS SIGN}", 1)


@register.simple_tag
def minor(amount: int | None, currency: str, how: str = "whole") -> str:
    """The same from the database's integer: `{% minor listing.goal_minor listing.currency %}`."""
    return "" if amount is None else _minor(amount, currency, get_language() or "en", how == "whole")


@lru_cache(maxsize=20_000)
def _minor(amount: int, currency: str, _language: str, whole: bool) -> str:
    return format_minor(amount, currency, whole=whole)


@register.filter
def share(permille: int | None) -> str:
    """Thousandths as whole per cent, rounded down so that 99.9 is never called 100: 894 is "89 %"."""
    return "" if permille is None else f"{formats.number_format(permille // 10, force_grouping=True)} %"


@register.simple_tag
def rating(hundredths: int | None, count: int | None = None) -> SafeString | str:
    """The star, the figure in stars (487 is 4.9) and how many stand behind it. Empty where nobody has rated."""
    return "" if hundredths is None else _rating(hundredths, count, get_language() or "en")


@lru_cache(maxsize=4096)
def _rating(hundredths: int, count: int | None, _language: str) -> SafeString:
    behind = "" if count is None else f' <span class="faint">({_count(count)})</span>'
    return SafeString(
        f'<span class="rating">{icon("star")}<span class="visually-hidden">{_("Rated")} </span>'
        f"{formats.number_format(round(hundredths / 100, 1), 1)}{behind}</span>"
    )


def _count(count: int) -> str:
    word = ngettext("review", "reviews", count)
    return f'{formats.number_format(count, force_grouping=True)}<span class="visually-hidden"> {word}</span>'


@register.simple_tag
def ago(moment: datetime) -> SafeString:
    """A past moment in words, the exact time on hover: <time>3 days ago</time>."""
    return _time(moment, times.ago(moment))


@register.simple_tag
def left(moment: datetime) -> SafeString:
    """The time until a moment in words, the exact time on hover: <time>9 hours left</time>."""
    return _time(moment, times.left(moment))


def _time(moment: datetime, words: str) -> SafeString:
    zone, language = timezone.get_current_timezone_name(), get_language() or "en"
    return SafeString(f"<time {_exact(moment, zone, language)}>{words}</time>")


@lru_cache(maxsize=20_000)
def _exact(moment: datetime, _zone: str, _language: str) -> str:
    return f'datetime="{moment:%Y-%m-%dT%H:%M:%SZ}" title="{escape(times.exact(moment))}"'


@register.simple_tag
def avatar(party: Any, size: str = "") -> SafeString:
    """The face of a person or company: the photo, or the initial drawn. size: "", m, l or xl. Name them beside it."""
    classes = f"avatar avatar--{size}" if size else "avatar"
    if party.photo:
        src = escape(pictures.url(party.photo.name, 640))
        return SafeString(f'<img class="{classes}" src="{src}" alt="" width="80" height="80" loading="lazy">')
    return _initial(party.id, party.name[:1], classes)


@lru_cache(maxsize=10_000)
def _initial(seed: Any, letter: str, classes: str) -> SafeString:
    return SafeString(covers.monogram(seed, letter).svg(f'class="{classes}" aria-hidden="true"'))


@register.simple_tag
def cover(
    listing: Any, sizes: str = "(min-width: 62rem) 20rem, (min-width: 40rem) 45vw, 92vw", eager: bool = False
) -> SafeString:
    """The picture of a listing, or its drawn cover. eager: it stands in the first screen.

    A drawn cover is decorative; a picture says what its maker wrote for those who cannot see it.
    """
    hurry = ' fetchpriority="high"' if eager else ' loading="lazy"'
    if not listing.cover:
        src = covers.url(listing.cover_style, listing.id, listing.title)
        return SafeString(f'<img src="{src}" alt="" width="640" height="480"{hurry}>')
    widths = pictures.srcset(listing.cover)
    choice = f' srcset="{escape(widths)}" sizes="{sizes}"' if widths else ""
    src, alt = escape(pictures.url(listing.cover, 640)), escape(listing.cover_alt)
    return SafeString(f'<img src="{src}"{choice} alt="{alt}" width="640" height="480"{hurry}>')


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's query string with some parameters changed; None takes one out. Starts with “?”.

    `{% query sort="newest" after=None %}`
    """
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params.setlist(name, value if isinstance(value, list | tuple) else [value])
    return f"?{urlencode(sorted(params.lists()), doseq=True)}"


@register.simple_tag
def drawn(seed: str, style: str) -> SafeString:
    """A drawn cover in the page itself, for pages that show no listing."""
    return SafeString(covers.cover(seed, style=style).svg('aria-hidden="true"'))


@register.simple_tag
def site_name() -> str:
    """The name over the door, for pages that are drawn without a request."""
    return str(settings.SITE_NAME)


@register.simple_block_tag
def callout(content: str, tone: str = "", sign: str = "info") -> SafeString:
    """Something to know before acting: `{% callout "wait" "clock" %}…{% endcallout %}`. tone: good, wait or danger."""
    classes = f"callout callout--{tone}" if tone else "callout"
    return SafeString(f'<div class="{classes}">{icon(sign)}<div>{content}</div></div>')


@register.simple_block_tag
def dialog(content: str, name: str, title: str) -> SafeString:
    """A modal dialog that `data-dialog="#name"` opens. Acts stand in `.dialog__acts`, one with `data-dialog-close`."""
    heading = f'<h2 id="{name}-title">{escape(title)}</h2>'
    return SafeString(f'<dialog class="dialog" id="{name}" aria-labelledby="{name}-title">{heading}{content}</dialog>')


@register.filter
def as_percent(permille: int | None) -> int:
    """Whole per cent of thousandths, rounded down; 0 for None."""
    return (permille or 0) // 10


@register.filter
def goal_at(percent: int) -> str:
    """Where the goal stands on a bar that went past it, in per cent of the bar's length."""
    return f"{10_000 / percent:.1f}%"
