"""Passkeys, as far as they can be tried without a browser; tests/browser/test_security.py makes and shows real ones."""

import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import SecurityEvent, User
from tests.accounts.door import came_in, is_in
from tests.accounts.soft_key import SoftKey

pytestmark = pytest.mark.django_db

SIGN_IN, ADD = "/accounts/login/passkey/", "/accounts/passkeys/add/"
PUBLIC_KEY = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
NONSENSE = [
    "", "nothing", "null", "[]", "{}", "1", '"text"', "[[[[", '{"id": "\\u0000"}', "\x00", "NaN",
    "9" * 5000, "[" * 50_000,
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
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()


class TestWithAKey:
    """The whole way, with a passkey in software (soft_key)."""

    @pytest.fixture
    def browser(self, ada: User) -> Client:
        return came_in(ada, Client(HTTP_HOST="localhost"))

    @pytest.fixture
    def key(self, browser: Client) -> SoftKey:
        """Ada's, made in this browser."""
        made = SoftKey()
        response = browser.post(ADD, {"name": "Key", "credential": made.made(_options(browser.get(ADD)))})
        assert response["Location"] == "/accounts/recovery-codes/"
        return made

    def test_it_signs_in_alone_and_leads_on(self, key: SoftKey) -> None:
        browser = Client(HTTP_HOST="localhost")
        response = browser.post(SIGN_IN, {"credential": key.shown(_asked(browser)), "next": "/settings/roles/"})
        assert response["Location"] == "/settings/roles/"
        assert is_in(browser)

    def test_an_answer_counts_once(self, key: SoftKey) -> None:
        browser, other = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
        shown = key.shown(_asked(browser))
        other.post(SIGN_IN, {"credential": shown})
        browser.post(SIGN_IN, {"credential": shown})
        browser.post("/accounts/logout/")
        browser.post(SIGN_IN, {"credential": shown})
        assert (is_in(browser), is_in(other)) == (False, False)

    def test_a_false_page_gets_nothing_from_it(self, key: SoftKey) -> None:
        browser = Client(HTTP_HOST="localhost")
        browser.post(SIGN_IN, {"credential": key.shown(_asked(browser), origin="https://l0calhost.example")})
        assert not is_in(browser)

    def test_a_finger_a_face_or_a_pin_is_needed(self, browser: Client, key: SoftKey) -> None:
        made = SoftKey().made(_options(browser.get(ADD)), is_verified=False)
        assert browser.post(ADD, {"name": "Second", "credential": made}).status_code == 422
        visitor = Client(HTTP_HOST="localhost")
        visitor.post(SIGN_IN, {"credential": key.shown(_asked(visitor), is_verified=False)})
        assert not is_in(visitor)

    def test_a_closed_account_gets_no_further(self, ada: User, key: SoftKey) -> None:
        User.objects.filter(pk=ada.pk).update(is_active=False)
        browser = Client(HTTP_HOST="localhost")
        browser.post(SIGN_IN, {"credential": key.shown(_asked(browser))})
        assert not is_in(browser)

    def test_its_first_use_is_told_once(self, ada: User, key: SoftKey) -> None:
        for _ in range(2):
            browser = Client(HTTP_HOST="localhost")
            browser.post(SIGN_IN, {"credential": key.shown(_asked(browser))})
        assert SecurityEvent.objects.filter(user=ada, kind="passkey_first_used").count() == 1

    def test_it_is_the_second_step(self, ada: User, key: SoftKey) -> None:
        browser = came_in(ada, Client(HTTP_HOST="localhost"))
        asked = _options(browser.get("/accounts/login/factor/"))
        browser.post("/accounts/login/factor/", {"credential": key.shown(asked)})
        assert is_in(browser)

    def test_several_stand_side_by_side(self, browser: Client, key: SoftKey) -> None:
        second = SoftKey()
        browser.post(ADD, {"name": "Second", "credential": second.made(_options(browser.get(ADD)))})
        assert Authenticator.objects.filter(type="webauthn").count() == 2
        for each in (key, second):
            visitor = Client(HTTP_HOST="localhost")
            visitor.post(SIGN_IN, {"credential": each.shown(_asked(visitor))})
            assert is_in(visitor)


def _options(response: Any) -> Any:
    page = response.content.decode()
    return json.loads(page.split('id="passkey-options" type="application/json">')[1].split("</script>")[0])


def _asked(browser: Client) -> Any:
    return browser.get(SIGN_IN, headers={"accept": "application/json"}).json()
