"""Signing in as a browser does, and the codes that an authenticator app would show (RFC 6238)."""

import base64
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client

from accounts.models import User
from tests import cast

LOGIN, FACTOR, APP = "/accounts/login/", "/accounts/login/factor/", "/accounts/app/"


def came_in(user: User, browser: Client | None = None, **more: str) -> Client:
    """A browser that has just signed in with the password."""
    browser = browser or Client()
    browser.post(LOGIN, {"login": user.email, "password": cast.PASSWORD, **more})
    return browser


def app_code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps of thirty seconds later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def set_up_app(browser: Client) -> str:
    """Set up an app for codes; returns its key. The browser has just come in."""
    page = browser.get(APP).content.decode()
    secret = re.search(r'class="qr__key">([A-Z2-7]+)<', page)
    assert secret, page
    response = browser.post(APP, {"code": app_code(secret[1])})
    assert response.status_code == 302, response.content.decode()
    return secret[1]


def recovery_codes(browser: Client) -> list[str]:
    """The codes that the page shows, once."""
    return re.findall(r"<li><code>(\d{8})</code>", browser.get("/accounts/recovery-codes/").content.decode())


def is_in(browser: Client) -> bool:
    return browser.get("/settings/").status_code == 200


def factor(browser: Client, code: str, **more: str) -> Any:
    """Type a code at the second step of signing in."""
    return browser.post(FACTOR, {"code": code, **more})
