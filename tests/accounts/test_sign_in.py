"""Signing in by password or by code, setting a new password, signing out."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests import cast
from tests.accounts.test_sign_up import code, letters

pytestmark = pytest.mark.django_db

LOGIN, BY_CODE, RESET = "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


class TestByPassword:
    def test_it_leads_on_to_the_page_asked_for(self, client: Client, ada: User) -> None:
        asked = client.get("/settings/roles/")["Location"]
        response = client.post(
            asked, {"login": "ADA@example.org", "password": cast.PASSWORD, "next": "/settings/roles/"}
        )
        assert response["Location"] == "/settings/roles/"

    def test_it_never_leads_to_another_site(self, client: Client, ada: User) -> None:
        sent = {"login": ada.email, "password": cast.PASSWORD, "next": "https://evil.example/"}
        assert client.post(LOGIN, sent)["Location"] == "/"

    def test_unknown_address_and_wrong_password_read_the_same(self, client: Client, ada: User) -> None:
        pages = []
        for login in (ada.email, "nobody@example.org"):
            response = client.post(LOGIN, {"login": login, "password": "wrong wrong wrong"})
            assert response.status_code == 422
            pages.append(re.findall(r'class="error-summary".*?</div>', response.content.decode(), re.DOTALL))
        assert pages[0] == pages[1] != []

    def test_it_is_throttled_for_one_address(self, client: Client, ada: User) -> None:
        for _ in range(6):
            response = client.post(LOGIN, {"login": ada.email, "password": "wrong wrong wrong"})
        assert "Too many attempts" in response.content.decode()
        assert client.post(LOGIN, {"login": ada.email, "password": cast.PASSWORD}).status_code == 422

    def test_staying_signed_in_outlives_the_browser(self, client: Client, ada: User) -> None:
        client.post(LOGIN, {"login": ada.email, "password": cast.PASSWORD})
        assert client.session.get_expire_at_browser_close()
        other = Client()
        other.post(LOGIN, {"login": ada.email, "password": cast.PASSWORD, "remember": "on"})
        assert not other.session.get_expire_at_browser_close()

    def test_a_closed_account_gets_no_further(self, client: Client, ada: User) -> None:
        User.objects.filter(pk=ada.pk).update(is_active=False)
        client.post(LOGIN, {"login": ada.email, "password": cast.PASSWORD}, follow=True)
        assert not is_in(client)

    def test_who_is_in_already_is_led_on(self, ada: User, client_of: Any) -> None:
        assert client_of(ada).get(LOGIN)["Location"] == "/"


class TestByCode:
    def test_the_code_lets_in(self, client: Client, ada: User) -> None:
        client.post(BY_CODE, {"email": ada.email})
        client.post(f"{BY_CODE}confirm/", {"code": code()})
        assert is_in(client)

    def test_an_unknown_address_is_answered_alike_and_told_by_mail(self, client: Client, ada: User) -> None:
        unknown = client.post(BY_CODE, {"email": "nobody@example.org"})
        known = Client().post(BY_CODE, {"email": ada.email})
        assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
        first = letters()[0]
        assert first.to == ["nobody@example.org"]
        assert "no account" in first.body

    @pytest.mark.parametrize(("seconds", "is_good"), [(15 * 60 - 1, True), (15 * 60 + 1, False)])
    def test_a_code_is_good_for_fifteen_minutes(
        self, client: Client, ada: User, clock: Any, seconds: int, is_good: bool
    ) -> None:
        client.post(BY_CODE, {"email": ada.email})
        sent = code()
        clock.shift(seconds)
        client.post(f"{BY_CODE}confirm/", {"code": sent})
        assert is_in(client) is is_good

    def test_a_wrong_code_is_said_at_the_field(self, client: Client, ada: User) -> None:
        client.post(BY_CODE, {"email": ada.email})
        assert client.post(f"{BY_CODE}confirm/", {"code": "AAAA-AAAA"}).status_code == 422


class TestReset:
    def test_a_code_and_a_new_password_let_in(self, client: Client, ada: User) -> None:
        client.post(RESET, {"email": ada.email})
        client.post(f"{RESET}confirm/", {"code": code()})
        client.post(f"{RESET}complete/", {"password1": "another long sentence"})
        assert is_in(client)
        assert User.objects.get(pk=ada.pk).check_password("another long sentence")

    def test_its_owner_hears_of_it(self, client: Client, ada: User) -> None:
        self.test_a_code_and_a_new_password_let_in(client, ada)
        assert "password" in letters()[-1].subject.lower()

    def test_no_password_is_set_without_the_code(self, client: Client, ada: User) -> None:
        client.post(RESET, {"email": ada.email})
        client.post(f"{RESET}complete/", {"password1": "another long sentence"})
        assert User.objects.get(pk=ada.pk).check_password(cast.PASSWORD)

    def test_an_unknown_address_is_answered_alike(self, client: Client, ada: User) -> None:
        unknown = client.post(RESET, {"email": "nobody@example.org"})
        assert unknown["Location"] == Client().post(RESET, {"email": ada.email})["Location"]


class TestSignOut:
    def test_a_link_asks_first(self, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        assert "Sign out?" in browser.get("/accounts/logout/").content.decode()
        assert is_in(browser)

    def test_the_button_ends_it(self, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        assert browser.post("/accounts/logout/")["Location"] == "/"
        assert not is_in(browser)


class TestChanges:
    def test_a_new_address_counts_once_its_code_is_typed(self, ada: User, client: Client) -> None:
        client.force_login(ada)
        asked = client.post("/accounts/email/", {"email": "ada@new.example", "action_add": "1"})
        client.post(asked["Location"], {"password": cast.PASSWORD})
        assert User.objects.get(pk=ada.pk).email == "ada@example.org"
        client.post("/accounts/confirm-email/", {"code": code()})
        assert User.objects.get(pk=ada.pk).email == "ada@new.example"

    def test_the_old_address_is_told(self, ada: User, client: Client) -> None:
        self.test_a_new_address_counts_once_its_code_is_typed(ada, client)
        assert ["ada@example.org"] in [message.to for message in letters()]

    def test_the_address_asks_for_the_password_first(self, ada: User, client_of: Any) -> None:
        response = client_of(ada).post("/accounts/email/", {"email": "ada@new.example", "action_add": "1"})
        assert response["Location"].startswith("/accounts/reauthenticate/")
        assert not letters()

    def test_a_new_password_needs_the_old_one(self, ada: User, client_of: Any) -> None:
        browser, sent = client_of(ada), {"password1": "another long sentence"}
        wrong = browser.post("/accounts/password/change/", {**sent, "oldpassword": "wrong"})
        assert wrong.status_code == 422
        right = browser.post("/accounts/password/change/", {**sent, "oldpassword": cast.PASSWORD})
        assert right["Location"] == "/settings/security/"
        assert is_in(browser)


def test_too_many_attempts_from_one_place_are_told_to_wait() -> None:
    answers = [Client().post(BY_CODE, {"email": f"n{number}@example.org"}) for number in range(21)]
    assert answers[-1].status_code in (422, 429)
    assert "Wait a few minutes" in answers[-1].content.decode()
