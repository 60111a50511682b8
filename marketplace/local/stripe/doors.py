"""Where the site is that this local Stripe serves: its two doors for webhooks, and where it shows the hosted pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World

PATH, CONNECT_PATH = "/payments/webhooks/stripe/", "/payments/webhooks/stripe/connect/"


@dataclass(frozen=True)
class Doors:
    """Where the site takes webhooks, and with which secrets: the platform's own events, those of connected accounts.

    host: the name in the Host header, where it is another than the address says. hosted: where a browser finds the
    hosted pages; empty: at our own port.
    """

    url: str = ""
    secret: str = ""
    connect_url: str = ""
    connect_secret: str = ""
    host: str = ""
    hosted: str = ""


def of_site(url: str, port: str, *, secret: str = "", connect_secret: str = "") -> Doors:
    """The doors of the site that is known as `url` and listens at this port of this machine."""
    here = f"http://127.0.0.1:{port or 8000}"
    return Doors(
        url=here + PATH,
        secret=secret,
        connect_url=here + CONNECT_PATH,
        connect_secret=connect_secret,
        host=urlsplit(url).hostname or "localhost",
        hosted=f"{url.rstrip('/')}/local-stripe" if url else "",
    )


def serve(world: World, doors: Doors) -> None:
    """From now on serve the site that has these doors. An empty secret stays what it was."""
    world.hosted = doors.hosted or world.hosted
    ways = [
        ("we_1Site", doors.url, doors.secret, False),
        ("we_1SiteConnect", doors.connect_url, doors.connect_secret, True),
    ]
    for reference, url, secret, is_connect in ways:
        old = world.store.get("webhook_endpoint", reference)
        secrets = [secret] if secret else old["_secrets"] if old else []
        if old:
            world.store.remove(old)
        if url:
            known = {"id": reference, "_connect": is_connect, "_secrets": secrets, "_host": doors.host}
            world.make("webhook_endpoint", **known, url=url)
