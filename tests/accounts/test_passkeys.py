"""Passkeys, as far as they can be tried without a browser; tests/browser/test_security.py makes and shows real ones."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.accounts.door import came_in, is_in

pytestmark = pytest.mark.django_db

SIGN_IN, ADD = "/accounts/login/passkey/", "/accounts/passkeys/add/"
PUBLIC_KEY = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
NONSENSE = [
    "", "nothing", "null", "[]", "{}", "1", '"text"', "[[[[", '{"id": "\\u0000"}', "\x00", "9" * 5000, "[" * 50_000, "NaN",
    json.dumps({**PUBLIC_KEY, "response": []}),
    json.dumps({**PUBLIC_KEY, "response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}),
    json.dumps({**PUBLIC_KEY, "response": {
        "clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA",
    }}),
    json.dumps({**PUBLIC_KEY, "response": {"userHandle": 7}, "clientExtensionResults": {}}),
]  # fmt: skip


def key_of(user: User, name: str = "Laptop") -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_signs_nobody_in_and_breaks_nothing(client: Client, ada: User, sent: str) -> None:
    client.get(SIGN_IN, headers={"accept": "application/json"})
    assert client.post(SIGN_IN, {"credential": sent})["Location"] == "/accounts/login/"
    assert not is_in(client)


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_no_passkey(ada: User, sent: str) -> None:
    browser = came_in(ada)
    browser.get(ADD)
    assert browser.post(ADD, {"name": "Key", "credential": sent}).status_code == 422
    assert not Authenticator.objects.exists()


def test_one_is_asked_for_that_the_device_keeps_and_unlocks(ada: User) -> None:
    page = came_in(ada).get(ADD).content.decode()
    asked = json.loads(page.split('id="passkey-options" type="application/json">')[1].split("</script>")[0])
    wanted = asked["creation_options"]["publicKey"]["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")


def test_it_is_called_after_the_browser(ada: User) -> None:
    browser = came_in(ada, Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"}))
    assert 'value="Chrome on Linux"' in browser.get(ADD).content.decode()


class TestRenaming:
    def test_it_gets_another_name(self, ada: User) -> None:
        browser, key = came_in(ada), key_of(ada)
        _prove(browser)
        browser.post(f"/accounts/passkeys/{key.pk}/name/", {"name": "Work laptop"})
        key.refresh_from_db()
        assert str(key) == "Work laptop"

    @pytest.mark.parametrize("name", ["", "x" * 81, "\x00"])
    def test_a_bad_name_is_said_at_the_field(self, ada: User, name: str) -> None:
        browser, key = came_in(ada), key_of(ada)
        _prove(browser)
        assert browser.post(f"/accounts/passkeys/{key.pk}/name/", {"name": name}).status_code == 422

    @pytest.mark.parametrize("act", ["name", "removal"])
    def test_somebody_elses_is_not_there(self, ada: User, eve: User, act: str) -> None:
        path = f"/accounts/passkeys/{key_of(ada).pk}/{act}/"
        assert came_in(eve).post(path, {"name": "Mine"}).status_code == 404
        assert Authenticator.objects.get(user=ada).data["name"] == "Laptop"


class TestRemoving:
    def test_it_is_gone_and_told(self, ada: User) -> None:
        browser, key = came_in(ada), key_of(ada)
        _prove(browser)
        assert browser.post(f"/accounts/passkeys/{key.pk}/removal/").status_code == 302
        assert not Authenticator.objects.exists()
        assert "A passkey was removed: Laptop." in browser.get("/settings/security/").content.decode()

    def test_twice_finds_nothing(self, ada: User) -> None:
        browser, key = came_in(ada), key_of(ada)
        _prove(browser)
        path = f"/accounts/passkeys/{key.pk}/removal/"
        browser.post(path)
        assert browser.post(path).status_code == 404

    def test_a_link_asks_first(self, ada: User) -> None:
        browser, key = came_in(ada), key_of(ada)
        _prove(browser)
        assert "Remove “Laptop”?" in browser.get(f"/accounts/passkeys/{key.pk}/removal/").content.decode()


def test_it_is_asked_for_after_the_password(ada: User) -> None:
    key_of(ada)
    assert not is_in(came_in(ada))


def _prove(browser: Client) -> Any:
    """As if the browser had just shown a factor: a passkey cannot be made without a browser."""
    session = browser.session
    import time

    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()
