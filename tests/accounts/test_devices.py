"""The list of one's devices: what stands in it, and signing out from afar."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Device, SecurityEvent, User
from tests import cast
from tests.accounts.door import LOGIN, came_in, is_in
from tests.accounts.test_sign_up import letters

pytestmark = pytest.mark.django_db

PAGE = "/settings/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def laptop(ada: User) -> Client:
    return came_in(ada, Client(headers={"user-agent": FIREFOX}))


@pytest.fixture
def phone(ada: User, laptop: Client) -> Client:
    return came_in(ada, Client(headers={"user-agent": SAFARI}))


def device_of(browser: Client) -> Device:
    return Device.objects.get(session_key=browser.session.session_key)


class TestTheList:
    def test_it_names_each_device_and_says_which_is_this_one(self, laptop: Client, phone: Client) -> None:
        page = laptop.get(PAGE).content.decode()
        assert "Firefox on Linux" in page
        assert "Safari on iPhone" in page
        assert page.count("This device") == 1

    def test_it_says_when_each_was_last_seen(self, laptop: Client, clock: Any) -> None:
        clock.shift(timedelta(days=1))
        laptop.get("/settings/")
        assert device_of(laptop).last_seen_at.isoformat() == "2026-11-24T09:00:00+00:00"

    def test_a_device_is_noted_at_most_every_ten_minutes(self, clock: Any, laptop: Client) -> None:
        before = device_of(laptop).last_seen_at
        clock.shift(timedelta(minutes=5))
        laptop.get("/settings/")
        assert device_of(laptop).last_seen_at == before

    def test_it_keeps_no_network_address(self, laptop: Client) -> None:
        assert "127.0.0.1" not in str(Device.objects.values())

    def test_signing_in_again_on_the_same_device_adds_none(self, ada: User, laptop: Client) -> None:
        laptop.post("/accounts/logout/")
        assert not Device.objects.signed_in().exists()
        came_in(ada, laptop)
        assert Device.objects.count() == 1

    def test_it_takes_as_many_queries_for_twenty_as_for_one(self, ada: User, laptop: Client, queries: Any) -> None:
        one = queries(lambda: laptop.get(PAGE))
        for number in range(20):
            Device.objects.create(user=ada, token=str(number), user_agent=FIREFOX)
            SecurityEvent.objects.create(user=ada, kind="codes_made")
        assert queries(lambda: laptop.get(PAGE)) == one

    def test_somebody_elses_devices_are_not_in_it(self, eve: User, laptop: Client) -> None:
        assert "Firefox on Linux" not in came_in(eve).get(PAGE).content.decode()


class TestSigningOut:
    def test_one_device_ends_its_session_and_no_other(self, laptop: Client, phone: Client) -> None:
        device = device_of(phone)
        assert laptop.post(f"{PAGE}devices/{device.pk}/sign-out/").status_code == 303
        assert (is_in(laptop), is_in(phone)) == (True, False)

    def test_all_others_ends_every_one_but_this(self, ada: User, laptop: Client, phone: Client, client_of: Any) -> None:
        unlisted = client_of(ada)
        laptop.post(f"{PAGE}devices/sign-out/")
        assert [is_in(browser) for browser in (laptop, phone, unlisted)] == [True, False, False]
        assert Device.objects.signed_in().get() == device_of(laptop)

    def test_it_can_be_pressed_twice(self, laptop: Client, phone: Client) -> None:
        device = device_of(phone)
        for path in (f"devices/{device.pk}/sign-out/", "devices/sign-out/"):
            assert [laptop.post(PAGE + path).status_code for _ in range(2)] == [303, 303]
        assert is_in(laptop)

    def test_a_forgotten_device_is_gone_from_the_list(self, laptop: Client, phone: Client) -> None:
        device = device_of(phone)
        assert laptop.post(f"{PAGE}devices/{device.pk}/removal/").status_code == 303
        assert laptop.post(f"{PAGE}devices/{device.pk}/removal/").status_code == 404
        assert not is_in(phone)

    @pytest.mark.parametrize("act", ["sign-out", "removal"])
    def test_a_stranger_cannot(self, eve: User, laptop: Client, act: str) -> None:
        path = f"{PAGE}devices/{device_of(laptop).pk}/{act}/"
        assert came_in(eve).post(path).status_code == 404
        assert Client().post(path)["Location"].startswith(LOGIN)
        assert is_in(laptop)

    @pytest.mark.parametrize("act", ["devices/sign-out/", "devices/{}/sign-out/", "devices/{}/removal/"])
    def test_a_link_does_nothing(self, laptop: Client, act: str) -> None:
        assert laptop.get(PAGE + act.format(device_of(laptop).pk)).status_code == 405

    def test_a_new_password_signs_out_everywhere_else(self, laptop: Client, phone: Client) -> None:
        sent = {"oldpassword": cast.PASSWORD, "password1": "another long sentence"}
        laptop.post("/accounts/password/change/", sent)
        assert (is_in(laptop), is_in(phone)) == (True, False)
        assert Device.objects.signed_in().get() == device_of(laptop)


class TestASession:
    @pytest.mark.parametrize(("days", "lasts"), [(29, True), (31, False)])
    def test_ends_after_a_month_however_busy_it_was(self, ada: User, clock: Any, days: int, lasts: bool) -> None:
        browser = came_in(ada, remember="on")
        for _ in range(days):
            clock.shift(timedelta(days=1))
            browser.get("/settings/")
        assert is_in(browser) is lasts

    def test_ends_when_it_is_not_used_for_two_weeks(self, ada: User, clock: Any) -> None:
        browser = came_in(ada, remember="on")
        clock.shift(timedelta(days=15))
        assert not is_in(browser)

    def test_of_staff_ends_after_half_a_day(self, dev: User, clock: Any) -> None:
        browser = came_in(dev)
        clock.shift(timedelta(hours=13))
        assert not is_in(browser)


class TestANewDevice:
    def test_is_told(self, laptop: Client, phone: Client) -> None:
        assert [letter.subject for letter in letters()] == [
            "Daybook: Somebody signed in from a new device: Safari on iPhone."
        ]

    def test_the_first_and_a_known_one_are_not(self, ada: User, laptop: Client) -> None:
        laptop.post("/accounts/logout/")
        came_in(ada, laptop)
        assert not letters()

    @pytest.mark.parametrize("cookie", ["", "x" * 43, "x" * 5000, r"\000"])
    def test_is_one_with_a_made_up_cookie_too(self, ada: User, laptop: Client, cookie: str) -> None:
        browser = Client()
        browser.cookies["device"] = cookie
        assert is_in(came_in(ada, browser))
        assert Device.objects.count() == 2
