"""Who a visitor is, without knowing who they are.

A mark is a hash of address and browser with a salt that is drawn anew each day and then forgotten: it tells two
visitors of one day apart and tells nothing else, not even whether somebody came again the next day.
"""

import hashlib
import re
import secrets

from django.core.cache import cache
from django.http import HttpRequest

from marketplace.kit import clock
from marketplace.kit.redis import Away
from marketplace.kit.requests import address_of

TWO_DAYS = 2 * 86_400  # a salt is gone soon after its day, whatever the time zone of the cache

_ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scrap|fetch|monitor|preview|facebookexternalhit|embedly|headless|lighthouse|"
    r"^curl|^wget|python|httpx|okhttp|java/|go-http|axios|^$",
    re.IGNORECASE,
)


def is_robot(request: HttpRequest) -> bool:
    """Whether the browser calls itself a program. One that lies is left to the trend's own protection."""
    return bool(_ROBOTS.search(request.headers.get("User-Agent", "")))


def asks_to_be_left_alone(request: HttpRequest) -> bool:
    """Whether the browser sends Do Not Track or Global Privacy Control."""
    return request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1"


def mark_of(request: HttpRequest) -> int | None:
    """This visitor's mark for today: 63 bits. None while the cache, which has the salt, is away."""
    browser = f"{address_of(request)}|{request.headers.get('User-Agent', '')}"
    try:
        digest = hashlib.blake2b(browser.encode(errors="replace"), digest_size=8, key=_salt()).digest()
    except Away:
        return None
    return int.from_bytes(digest, "big") >> 1


def _salt() -> bytes:
    """Today's salt, the same on every worker, kept nowhere but in the cache."""
    key = f"visitor-salt:{clock.now():%Y-%m-%d}"
    return bytes(cache.get_or_set(key, lambda: secrets.token_bytes(32), timeout=TWO_DAYS) or b"")
