"""Nobody learns from the entrance whether an address has an account: not from a text, a status, a place or a mail.

Time is measured by `bin/bench entrance`; here stands what makes it equal.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts import pace
from accounts.models import User
from tests.accounts.door import came_in
from tests.accounts.test_sign_up import letters

pytestmark = pytest.mark.django_db

NOBODY = "nobody@example.org"
NEWCOMER = {"name": "Mo Ibe", "password1": "a quiet sentence", "kinds": ["client"]}

DOORS: dict[str, Callable[[str], tuple[str, dict[str, Any]]]] = {
    "sign-in": lambda email: ("/accounts/login/", {"login": email, "password": "wrong wrong wrong"}),
    "code": lambda email: ("/accounts/login/code/", {"email": email}),
    "reset": lambda email: ("/accounts/password/reset/", {"email": email}),
    "sign-up": lambda email: ("/accounts/signup/", {**NEWCOMER, "email": email}),
    "passkey": lambda email: ("/accounts/signup/passkey/", {**NEWCOMER, "email": email}),
}


def seen(path: str, sent: dict[str, Any], email: str, browser: Client | None = None) -> tuple[Any, ...]:
    """What somebody at the door sees, without what differs from page to page anyway."""
    browser = browser or Client()
    response = browser.post(path, sent, follow=True)
    page = response.content.decode().split("<main")[1].split("</main>")[0]
    words = re.sub(r'value="[^"]{64}"', "", page).replace(email, "…")
    return response.status_code, response.redirect_chain, sorted(browser.cookies), words


@pytest.mark.parametrize("door", DOORS)
def test_a_door_looks_the_same_for_a_known_and_an_unknown_address(ada: User, door: str) -> None:
    known, unknown = (seen(*DOORS[door](email), email) for email in (ada.email, NOBODY))
    assert known == unknown


@pytest.mark.parametrize("door", [name for name in DOORS if name != "sign-in"])
def test_a_mail_goes_out_either_way_and_not_from_the_request(ada: User, mailoutbox: list[Any], door: str) -> None:
    for email in (ada.email, NOBODY):
        path, sent = DOORS[door](email)
        Client().post(path, sent)
    assert mailoutbox == []
    assert [letter.to for letter in letters()] == [[ada.email], [NOBODY]]


@pytest.mark.parametrize("door", ["sign-in", "sign-up"])
def test_as_many_passwords_are_hashed_either_way(ada: User, monkeypatch: Any, door: str) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a: (hashed.append("once"), encode(*a))[1])
    counts = []
    for email in (ada.email, NOBODY):
        hashed.clear()
        path, sent = DOORS[door](email)
        Client().post(path, sent)
        counts.append(len(hashed))
    assert counts[0] == counts[1] == 1


def test_an_account_without_a_password_takes_the_same_work(ada: User, monkeypatch: Any) -> None:
    ada.set_unusable_password()
    ada.save()
    test_as_many_passwords_are_hashed_either_way(ada, monkeypatch, "sign-in")


def test_a_closed_account_looks_like_none(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    for door in ("code", "reset"):
        assert seen(*DOORS[door](ada.email), ada.email) == seen(*DOORS[door](NOBODY), NOBODY)


def test_changing_to_a_taken_address_looks_like_changing_to_a_free_one(ada: User, eve: User) -> None:
    answers = []
    for email in (ada.email, NOBODY):
        browser = came_in(eve)
        answers.append(seen("/accounts/email/", {"email": email, "action_add": "1"}, email, browser))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("spent", "left"), [(0.01, 0.24), (0.2499, 0.0001), (0.25, 0.0), (0.26, 0.24), (0.6, 0.15)])
def test_an_answer_comes_at_the_next_full_step(spent: float, left: float) -> None:
    assert pace.left_of(spent, 0.25) == pytest.approx(left)
