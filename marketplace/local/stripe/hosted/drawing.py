"""Drawing a hosted page: templates of this directory, the look of the site."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import format_currency, get_currency_precision
from django.template import Context, Engine

from marketplace.local.stripe.wire import Reply
from marketplace.local.stripe.world import World

HERE = Path(__file__).parent
STATIC = HERE.parent.parent.parent.parent / "static"
SERVED = {"site.css": STATIC / "built/site.css", "hosted.css": HERE / "hosted.css"}
TYPES = {".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}
# A hosted page runs no script at all, and a form of it may lead back to the site, wherever that is.
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def page(world: World, template: str, *, status: int = 200, **values: Any) -> Reply:
    """A page in HTML. Its links begin where the hosted pages are: they may be shown below an address of the site's.

    values: texts and truths alone, for a number would ask for settings, and there are none here.
    """
    known = {"site_name": world.site_name, "base": urlsplit(world.hosted).path}
    html = _engine().get_template(f"{template}.html").render(Context({**known, **values}))
    return Reply(status, html.encode(), {**_headers("text/html; charset=utf-8"), "Cache-Control": "no-store"})


def go(address: str) -> Reply:
    """Send the browser on, with GET."""
    return Reply(303, b"", {"Location": address})


def asset(name: str) -> Reply | None:
    """A file that pages link to: the site's own style sheet and fonts, and what these pages add."""
    path = SERVED.get(name) or STATIC / "built/fonts" / Path(name).name
    if path.suffix not in TYPES or not path.is_file():
        return None
    return Reply(200, path.read_bytes(), {**_headers(TYPES[path.suffix]), "Cache-Control": "max-age=600"})


def money(amount: int, currency: str) -> str:
    """A sum in words that people read: €70.00."""
    digits = get_currency_precision(currency.upper())
    return format_currency(Decimal(amount).scaleb(-digits), currency.upper(), locale="en")


def _headers(kind: str) -> dict[str, str]:
    return {
        "Content-Type": kind,
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(HERE / "templates")], autoescape=True)
