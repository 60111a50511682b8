"""Passkeys, app codes and recovery codes as a browser makes and shows them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from playwright.sync_api import Page, expect

from accounts import stepup
from accounts.models import User
from tests import cast
from tests.accounts.door import app_code
from tests.browser.conftest import Visit

pytestmark = pytest.mark.usefixtures("live_server")

PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site_url(live_server: Any) -> str:
    """By name: a passkey belongs to a name, never to a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def carry(visit: Visit) -> Callable[[Page], Any]:
    """Let the device of this page keep passkeys and unlock them by itself."""

    def authenticator(page: Page) -> Any:
        debugger = page.context.new_cdp_session(page)
        debugger.send("WebAuthn.enable")
        debugger.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
        return debugger

    return authenticator


@pytest.fixture
def app(ada: User) -> str:
    """The key of Ada's app, set up a while ago."""
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    RecoveryCodes.activate(ada)
    return secret


def code() -> str:
    """The code in the newest mail."""
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[-1]


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/settings/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def test_somebody_joins_with_a_passkey_and_signs_in_with_it(
    visit: Visit, carry: Callable[[Page], Any], topics: Any
) -> None:
    page = visit("/accounts/signup/")
    carry(page)
    page.get_by_role("link", name="Join with a passkey instead of a password").click()
    page.get_by_label("Your name").fill("Mo Ibe")
    page.get_by_label("E-mail").fill("mo@example.org")
    page.get_by_label("I look for work").check()
    page.get_by_role("button", name="Confirm my address").click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Make my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Mo Ibe")
    sign_out(page)
    page.goto("/accounts/login/?next=/settings/security/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/settings/security/")
    expect(page.get_by_text("A passkey was used for the first time").first).to_be_visible()


def test_a_second_passkey_is_added_renamed_and_removed(visit: Visit, carry: Callable[[Page], Any], ada: User) -> None:
    page = visit("/accounts/login/")
    carry(page)
    sign_in(page, ada)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("My phone")
    page.get_by_role("button", name="Make my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="Rename My phone").click()
    page.get_by_label("Name of the passkey").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old phone").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("None yet. A passkey")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_passkey_is_the_second_step_and_the_proof(
    visit: Visit, carry: Callable[[Page], Any], ada: User, monkeypatch: Any
) -> None:
    page = visit("/accounts/login/")
    carry(page)
    sign_in(page, ada)
    page.goto("/accounts/passkeys/add/")
    page.get_by_role("button", name="Make my passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    sign_in(page, ada)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_role("button", name="Show my passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    monkeypatch.setattr(stepup, "PROOF_LASTS", timedelta(0))
    page.goto("/accounts/app/")
    page.get_by_role("link", name="Use a passkey").click()
    monkeypatch.undo()
    page.get_by_role("button", name="Show my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An app for sign-in codes")


def test_a_passkey_that_is_called_off_says_so(visit: Visit, live_server: Any) -> None:
    page = visit("/accounts/login/")
    page.evaluate("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); null")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That did not work, or it was called off.")).to_be_visible()


class TestAtANumber:
    @pytest.fixture
    def site_url(self, live_server: Any) -> str:
        return live_server.url.replace("localhost", "127.0.0.1")

    def test_the_page_says_where_passkeys_work(self, visit: Visit) -> None:
        page = visit("/accounts/login/")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        link = page.get_by_role("link", name="Open this page at localhost")
        assert "//localhost:" in str(link.get_attribute("href"))


@pytest.mark.parametrize("script", [True, False])
def test_an_app_is_set_up_and_signs_in(visit: Visit, ada: User, script: bool) -> None:
    page = visit("/accounts/login/", script=script)
    sign_in(page, ada)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".qr__key").inner_text()
    page.get_by_label("Code").fill(app_code(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    sign_out(page)
    sign_in(page, ada)
    page.get_by_label("Code").fill(app_code(secret, steps=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_recovery_code_lets_in_once(visit: Visit, ada: User, app: str) -> None:
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    page = visit("/accounts/login/")
    sign_in(page, ada)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    sign_out(page)
    sign_in(page, ada)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_never_wider_than_its_window(
    visit: Visit, ada: User, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
    width: int, scheme: str,
) -> None:  # fmt: skip
    page = visit("/accounts/login/", width=width, scheme=scheme)
    for path in ("/accounts/login/", "/accounts/signup/passkey/"):
        page.goto(path)
        assert (path, violations(page), overflow(page)) == (path, [], 0)
    sign_in(page, ada)
    page.wait_for_url(lambda url: "/accounts/" not in url)
    for path in ("/settings/security/", "/accounts/passkeys/add/", "/accounts/app/", "/accounts/connected/"):
        page.goto(path)
        assert (path, violations(page), overflow(page)) == (path, [], 0)
