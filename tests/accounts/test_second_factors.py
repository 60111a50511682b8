"""An app for codes, recovery codes, and a device that is remembered."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Device, User
from tests.accounts.door import APP, app_code, came_in, factor, is_in, recovery_codes, set_up_app
from tests.accounts.test_sign_up import letters

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def secret(ada: User, clock: Any) -> str:
    """The key of Ada's app; a minute has passed since she set it up."""
    made = set_up_app(came_in(ada))
    clock.shift(MINUTE)
    return made


class TestApp:
    def test_its_picture_is_drawn_here_and_its_key_can_be_typed(self, ada: User) -> None:
        page = came_in(ada).get(APP).content.decode()
        assert 'src="data:image/svg+xml;base64,' in page
        assert 'class="qr__key"' in page

    def test_a_wrong_code_is_said_at_the_field_and_the_key_stays(self, ada: User) -> None:
        browser = came_in(ada)
        browser.get(APP)
        key = browser.session["mfa.totp.secret"]
        assert browser.post(APP, {"code": "000000"}).status_code == 422
        assert browser.session["mfa.totp.secret"] == key
        assert not Authenticator.objects.exists()

    def test_its_key_is_sealed_in_the_table(self, ada: User, secret: str) -> None:
        assert secret not in str(Authenticator.objects.get(type="totp").data)

    def test_it_is_asked_for_after_the_password(self, ada: User, secret: str) -> None:
        browser = came_in(ada)
        assert not is_in(browser)
        factor(browser, app_code(secret))
        assert is_in(browser)

    def test_it_is_asked_for_after_a_code_by_mail(self, ada: User, secret: str) -> None:
        from tests.accounts.test_sign_up import code

        browser = Client()
        browser.post("/accounts/login/code/", {"email": ada.email})
        browser.post("/accounts/login/code/confirm/", {"code": code()})
        assert not is_in(browser)

    def test_a_code_works_once(self, ada: User, secret: str) -> None:
        shown = app_code(secret)
        factor(came_in(ada), shown)
        second = came_in(ada)
        assert factor(second, shown).status_code == 422
        assert not is_in(second)

    @pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (1, True), (2, False)])
    def test_a_clock_may_be_half_a_minute_off(self, ada: User, secret: str, steps: int, is_good: bool) -> None:
        browser = came_in(ada)
        factor(browser, app_code(secret, steps=steps))
        assert is_in(browser) is is_good

    def test_setting_it_up_and_removing_it_is_told(self, ada: User, django_capture_on_commit_callbacks: Any) -> None:
        browser = came_in(ada)
        with django_capture_on_commit_callbacks(execute=True):
            set_up_app(browser)
        assert browser.post("/accounts/app/removal/")["Location"] == "/accounts/factors/"
        assert [letter.subject for letter in letters() if "app" in letter.subject] == [
            "Daybook: An app for sign-in codes was set up.",
            "Daybook: The app for sign-in codes was removed.",
        ]

    def test_without_it_the_recovery_codes_are_gone_too(self, ada: User, secret: str) -> None:
        browser = came_in(ada)
        factor(browser, app_code(secret))
        browser.post("/accounts/app/removal/")
        assert not Authenticator.objects.filter(user=ada).exists()

    def test_a_second_one_cannot_be_set_up(self, ada: User, secret: str) -> None:
        browser = came_in(ada)
        factor(browser, app_code(secret))
        assert browser.get(APP)["Location"] == "/accounts/app/removal/"

    @pytest.mark.parametrize("code", ["", "1" * 5000, "１２３４５６", "abc def", "\x00"])
    def test_nonsense_is_refused_at_the_field(self, ada: User, secret: str, code: str) -> None:
        assert factor(came_in(ada), code).status_code == 422


class TestRecoveryCodes:
    def test_they_come_with_the_first_factor_and_are_shown_once(self, ada: User) -> None:
        browser = came_in(ada)
        set_up_app(browser)
        assert len(set(recovery_codes(browser))) == 10
        assert recovery_codes(browser) == []

    def test_they_can_be_kept_as_a_file(self, ada: User) -> None:
        browser = came_in(ada)
        set_up_app(browser)
        page = browser.get("/accounts/recovery-codes/").content.decode()
        assert 'download="daybook-recovery-codes.txt"' in page

    def test_one_lets_in_once(self, ada: User, clock: Any) -> None:
        browser = came_in(ada)
        set_up_app(browser)
        code = recovery_codes(browser)[0]
        first, second = came_in(ada), came_in(ada)
        factor(first, code)
        factor(second, code)
        assert (is_in(first), is_in(second)) == (True, False)

    def test_using_one_is_told_with_how_many_are_left(self, ada: User) -> None:
        browser = came_in(ada)
        set_up_app(browser)
        factor(came_in(ada), recovery_codes(browser)[0])
        assert "A recovery code was used. Codes left: 9." in [letter.subject[9:] for letter in letters()]

    def test_new_ones_end_the_old_ones(self, ada: User) -> None:
        browser = came_in(ada)
        set_up_app(browser)
        old = recovery_codes(browser)
        browser.post("/accounts/recovery-codes/new/")
        new = recovery_codes(browser)
        assert set(old).isdisjoint(new)
        assert factor(came_in(ada), old[0]).status_code == 422

    def test_there_are_none_without_a_factor(self, ada: User) -> None:
        browser = came_in(ada)
        assert browser.get("/accounts/recovery-codes/").status_code == 404
        assert browser.post("/accounts/recovery-codes/new/").status_code == 422

    def test_they_are_not_readable_in_the_table(self, ada: User) -> None:
        set_up_app(came_in(ada))
        assert Authenticator.objects.get(type="recovery_codes").data["seed"].startswith("gAAAA")


class TestARememberedDevice:
    def test_it_is_asked_for_no_second_factor_for_a_month(self, ada: User, secret: str, clock: Any) -> None:
        browser = came_in(ada)
        factor(browser, app_code(secret), remember="on")
        browser.post("/accounts/logout/")
        assert is_in(came_in(ada, browser))
        clock.shift(timedelta(days=31))
        browser.post("/accounts/logout/")
        assert not is_in(came_in(ada, browser))

    def test_others_are_still_asked(self, ada: User, secret: str) -> None:
        factor(came_in(ada), app_code(secret), remember="on")
        assert not is_in(came_in(ada))

    def test_it_is_forgotten_with_a_press(self, ada: User, secret: str, clock: Any) -> None:
        browser = came_in(ada)
        factor(browser, app_code(secret), remember="on")
        device = Device.objects.get(user=ada, remembered_until__isnull=False)
        browser.post(f"/settings/security/devices/{device.pk}/removal/")
        assert not is_in(came_in(ada, browser))

    def test_somebody_elses_cookie_remembers_nothing(self, ada: User, eve: User, secret: str) -> None:
        browser = came_in(eve)
        assert not is_in(came_in(ada, browser=_without_session(browser)))

    def test_staff_are_always_asked(self, dev: User, clock: Any) -> None:
        made = set_up_app(came_in(dev))
        clock.shift(MINUTE)
        browser = came_in(dev)
        factor(browser, app_code(made), remember="on")
        browser.post("/accounts/logout/")
        assert not is_in(came_in(dev, browser))


def _without_session(browser: Client) -> Client:
    del browser.cookies["sessionid"]
    return browser
