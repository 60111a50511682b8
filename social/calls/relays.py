"""The servers that help two browsers find each other: STUN says how one is seen from outside, TURN passes it all on.

Ours are named in the settings; without any, only browsers that reach each other directly can talk. Nobody else's are
asked: they would learn who talks to whom. Passwords are made anew for each page as coturn's `use-auth-secret` does
(draft-uberti-behave-turn-rest-00): the name is when it ends, the password its HMAC-SHA1.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.conf import settings

from marketplace.kit import clock

LASTS = timedelta(hours=12)  # a relay asks again while a call goes on, so longer than any call


def servers(seat: str) -> list[dict[str, Any]]:
    """What RTCPeerConnection takes as iceServers. seat: whose password it is; no name of a person goes out."""
    found: list[dict[str, Any]] = [{"urls": settings.STUN_URL}] if settings.STUN_URL else []
    if settings.TURN_URL and settings.TURN_SECRET:
        name = f"{int((clock.now() + LASTS).timestamp())}:{seat}"
        found.append({"urls": settings.TURN_URL, "username": name, "credential": _password(name)})
    return found


def _password(name: str) -> str:
    mac = hmac.new(settings.TURN_SECRET.encode(), name.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()
