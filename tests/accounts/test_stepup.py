"""Before what cannot be taken back, who is here shows again that it is them."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import stepup
from accounts.models import User
from tests import cast
from tests.accounts.door import app_code, came_in, factor, set_up_app
from tests.accounts.test_sign_up import code, letters

pytestmark = pytest.mark.django_db

ASKING, BY_CODE = "/accounts/reauthenticate/", "/accounts/reauthenticate/code/"
SENSITIVE = "/accounts/recovery-codes/new/"
NEW_ADDRESS = {"email": "ada@new.example", "action_add": "1"}


def is_asked(browser: Client, path: str = SENSITIVE) -> bool:
    response = browser.get(path)
    return response.status_code == 302 and response["Location"].startswith("/accounts/reauthenticate/")


class TestAProof:
    def test_signing_in_is_one_for_ten_minutes(self, ada: User, clock: Any) -> None:
        browser = came_in(ada)
        clock.shift(timedelta(minutes=9))
        assert not is_asked(browser)
        clock.shift(timedelta(minutes=2))
        assert is_asked(browser)

    def test_the_password_is_one(self, ada: User, clock: Any) -> None:
        browser = came_in(ada)
        clock.shift(timedelta(hours=1))
        response = browser.post(ASKING, {"password": cast.PASSWORD, "next": SENSITIVE})
        assert response["Location"] == SENSITIVE
        assert not is_asked(browser)

    def test_a_wrong_password_is_none(self, ada: User, clock: Any) -> None:
        browser = came_in(ada)
        clock.shift(timedelta(hours=1))
        assert browser.post(ASKING, {"password": "wrong"}).status_code == 422
        assert is_asked(browser)

    def test_of_one_session_counts_in_no_other(self, ada: User, client_of: Any) -> None:
        came_in(ada)
        assert is_asked(client_of(ada))

    def test_is_the_second_factor_where_there_is_one(self, ada: User, clock: Any) -> None:
        secret = set_up_app(came_in(ada))
        clock.shift(60)
        browser = came_in(ada)
        factor(browser, app_code(secret))
        clock.shift(timedelta(hours=1))
        browser.post(ASKING, {"password": cast.PASSWORD, "next": SENSITIVE})
        assert is_asked(browser)
        browser.post("/accounts/reauthenticate/factor/", {"code": app_code(secret)})
        assert not is_asked(browser)

    def test_a_remembered_device_is_asked_all_the_same(self, ada: User, clock: Any) -> None:
        secret = set_up_app(came_in(ada))
        clock.shift(60)
        browser = came_in(ada)
        factor(browser, app_code(secret), remember="on")
        browser.post("/accounts/logout/")
        assert is_asked(came_in(ada, browser))


class TestWhatWasOnItsWay:
    def test_is_sent_once_the_proof_is_there(self, ada: User, client_of: Any) -> None:
        browser = client_of(ada)
        asked = browser.post("/accounts/email/", NEW_ADDRESS)
        answer = browser.post(asked["Location"], {"password": cast.PASSWORD})
        assert answer["Location"] == "/accounts/confirm-email/"

    def test_a_password_in_it_is_not_kept(self, ada: User, client_of: Any) -> None:
        ada.set_unusable_password()
        ada.save()
        browser = client_of(ada)
        browser.post("/accounts/password/set/", {"password1": "a secret sentence"})
        assert "a secret sentence" not in str(dict(browser.session))

    def test_a_fragment_leads_the_whole_page_there(self, ada: User, rf: Any, client_of: Any) -> None:
        request = rf.post("/x/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/settings/roles/"})
        request.user, request.session = ada, client_of(ada).session
        answer = stepup.recently(lambda _request: HttpResponse())(request)
        assert answer["HX-Redirect"] == "/accounts/reauthenticate/?next=%2Fsettings%2Froles%2F"


class TestACodeByMail:
    @pytest.fixture
    def browser(self, ada: User, client_of: Any) -> Client:
        """That of somebody who has no password."""
        ada.set_unusable_password()
        ada.save()
        return client_of(ada)

    def test_is_the_way_of_who_has_no_password(self, browser: Client) -> None:
        assert browser.get(ASKING)["Location"].startswith(BY_CODE)
        browser.post(BY_CODE, {"action": "send"})
        assert browser.post(BY_CODE, {"code": code(), "next": SENSITIVE})["Location"] == SENSITIVE
        assert not is_asked(browser)

    def test_works_once(self, browser: Client, clock: Any) -> None:
        browser.post(BY_CODE, {"action": "send"})
        browser.post(BY_CODE, {"code": code()})
        clock.shift(timedelta(minutes=11))
        assert browser.post(BY_CODE, {"code": code()}).status_code == 422

    def test_three_wrong_ones_end_it(self, browser: Client) -> None:
        browser.post(BY_CODE, {"action": "send"})
        for _ in range(3):
            assert browser.post(BY_CODE, {"code": "AAAA-AAAA"}).status_code == 422
        browser.post(BY_CODE, {"code": code()})
        assert is_asked(browser)

    def test_is_no_way_around_a_second_factor(self, ada: User, clock: Any) -> None:
        browser = came_in(ada)
        set_up_app(browser)
        assert browser.post(BY_CODE, {"action": "send"})["Location"] == ASKING
        assert not letters()

    def test_is_not_sent_to_strangers(self, client: Client, ada: User) -> None:
        assert client.post(BY_CODE, {"action": "send"})["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/", "/accounts/password/set/", "/accounts/passkeys/add/", "/accounts/passkeys/1/name/",
        "/accounts/passkeys/1/removal/", "/accounts/app/", "/accounts/app/removal/", "/accounts/recovery-codes/",
        "/accounts/recovery-codes/new/", "/accounts/connected/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_that_changes_how_one_signs_in_asks(path: str, method: str, ada: User, client_of: Any) -> None:
    response = getattr(client_of(ada), method)(path)
    assert response["Location"].startswith(ASKING)


def test_a_password_change_asks_for_the_second_factor(ada: User, clock: Any) -> None:
    browser = came_in(ada)
    set_up_app(browser)
    clock.shift(timedelta(hours=1))
    sent = {"oldpassword": cast.PASSWORD, "password1": "another long sentence"}
    browser.post("/accounts/password/change/", sent)
    assert User.objects.get(pk=ada.pk).check_password(cast.PASSWORD)
