"""Guessing takes forever, and nobody can be shut out of their account by it."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts import throttle
from accounts.models import User
from tests.accounts.door import LOGIN, app_code, came_in, factor, is_in, set_up_app
from tests.accounts.test_sign_up import code

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def guess(email: str, *, place: str = HERE, times: int = 1, browser: Client | None = None) -> list[bool]:
    """Wrong passwords from a place: for each whether it was looked at."""
    tried = []
    for _ in range(times):
        sent = {"login": email, "password": "wrong wrong wrong"}
        response = (browser or Client()).post(LOGIN, sent, REMOTE_ADDR=place)
        tried.append("Too many attempts" not in response.content.decode())
    return tried


class TestPasswords:
    def test_five_tries_are_free_and_then_each_wait_doubles(self, ada: User, clock: Any) -> None:
        assert guess(ada.email, times=6) == [True] * 5 + [False]
        for wait in (2, 4, 8, 16):
            clock.shift(wait - 1)
            assert guess(ada.email) == [False]
            clock.shift(2)
            assert guess(ada.email) == [True]

    def test_hammering_makes_the_wait_no_longer(self, ada: User, clock: Any) -> None:
        guess(ada.email, times=50)
        clock.shift(3)
        assert guess(ada.email) == [True]

    def test_the_wait_is_never_longer_than_a_quarter_of_an_hour(self, ada: User, clock: Any) -> None:
        guess(ada.email, times=5)
        for _ in range(20):
            clock.shift(901)
            assert guess(ada.email) == [True]

    def test_the_owner_comes_in_from_elsewhere_meanwhile(self, ada: User, clock: Any) -> None:
        guess(ada.email, times=40)
        browser = Client(REMOTE_ADDR=ELSEWHERE)
        assert is_in(came_in(ada, browser))

    def test_the_owner_comes_in_from_the_same_place_on_a_known_device(self, ada: User, clock: Any) -> None:
        known = came_in(ada, Client(REMOTE_ADDR=HERE))
        known.post("/accounts/logout/")
        guess(ada.email, times=40)
        assert is_in(came_in(ada, known))

    def test_a_known_device_is_no_free_ride(self, ada: User, clock: Any) -> None:
        known = came_in(ada)
        known.post("/accounts/logout/")
        assert guess(ada.email, times=6, browser=known)[-1] is False

    def test_an_attack_from_many_places_is_slowed_and_leaves_the_code(self, ada: User, clock: Any) -> None:
        tried = [guess(ada.email, place=f"203.0.113.{number}")[0] for number in range(60)]
        assert tried.count(True) < 55
        browser = Client(REMOTE_ADDR="192.0.2.1")
        browser.post("/accounts/login/code/", {"email": ada.email})
        browser.post("/accounts/login/code/confirm/", {"code": code()})
        assert is_in(browser)

    def test_many_addresses_from_one_place_are_slowed(self, ada: User, clock: Any) -> None:
        tried = [guess(f"n{number}@example.org")[0] for number in range(70)]
        assert tried.count(True) == throttle.PASSWORD_PLACE.free

    def test_an_unknown_address_waits_alike(self, ada: User, clock: Any) -> None:
        assert guess(ada.email, times=8) == guess("nobody@example.org", place=ELSEWHERE, times=8)

    def test_a_right_password_begins_the_count_anew(self, ada: User, clock: Any) -> None:
        guess(ada.email, times=4)
        came_in(ada, Client(REMOTE_ADDR=HERE))
        assert guess(ada.email, times=4) == [True] * 4

    def test_a_network_of_addresses_of_version_six_is_one_place(self) -> None:
        places = {
            throttle.place_of(RequestFactory(REMOTE_ADDR=address).get("/"))
            for address in ("2001:db8::1", "2001:db8::ffff")
        }
        assert len(places) == 1


class TestFactors:
    def test_codes_are_guessed_slowly(self, ada: User, clock: Any) -> None:
        set_up_app(came_in(ada))
        browser = came_in(ada)
        pages = [factor(browser, f"{number:06}").content.decode() for number in range(6)]
        assert ["Too many attempts" in page for page in pages] == [False] * 5 + [True]

    def test_the_owner_signs_in_from_elsewhere_meanwhile(self, ada: User, clock: Any) -> None:
        secret = set_up_app(came_in(ada))
        clock.shift(60)
        attacker = came_in(ada, Client(REMOTE_ADDR=HERE))
        for number in range(10):
            factor(attacker, f"{number:06}")
        owner = came_in(ada, Client(REMOTE_ADDR=ELSEWHERE))
        factor(owner, app_code(secret))
        assert is_in(owner)


class TestMails:
    def test_a_mailbox_is_not_filled(self, ada: User, clock: Any) -> None:
        answers = [Client().post("/accounts/login/code/", {"email": ada.email}).status_code for _ in range(6)]
        assert answers == [302] * 3 + [422] * 3

    def test_the_owner_gets_a_code_elsewhere_meanwhile(self, ada: User, clock: Any) -> None:
        for _ in range(10):
            Client(REMOTE_ADDR=HERE).post("/accounts/password/reset/", {"email": ada.email})
        answer = Client(REMOTE_ADDR=ELSEWHERE).post("/accounts/login/code/", {"email": ada.email})
        assert answer.status_code == 302


def test_tries_at_the_same_moment_count_each_other(two_connections: Any, ada: User) -> None:
    def one() -> bool:
        request = RequestFactory(REMOTE_ADDR=HERE).get("/")
        try:
            throttle.try_password(request, "ada@example.org")
        except throttle.TooMany:
            return False
        return True

    passed = two_connections(*[one] * 12)
    assert passed.count(True) == throttle.PASSWORD.free
