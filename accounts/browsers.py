"""What a browser says of itself, in words that its owner recognises."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

MOST = 200  # characters kept of what it says

# The first that fits wins: most browsers name those they descend from as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label(user_agent: str) -> str:
    """“Firefox on Windows”; what is not recognised is an unknown browser."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def of(request: HttpRequest) -> str:
    """What the browser of this request says of itself, short enough to keep."""
    return request.headers.get("User-Agent", "").replace("\x00", "")[:MOST]


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, user_agent)), "")
