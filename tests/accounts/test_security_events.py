"""What changes how somebody signs in is written down, mailed at once and told in the centre of notices."""

from typing import Any

import pytest
from django.test import Client

from accounts import security
from accounts.models import SecurityEvent, User
from social.models import Notice
from tests import cast
from tests.accounts.door import came_in
from tests.accounts.test_sign_up import code, letters

pytestmark = pytest.mark.django_db

NEW_PASSWORD = {"oldpassword": cast.PASSWORD, "password1": "another long sentence"}


def kinds(user: User) -> list[str]:
    return list(SecurityEvent.objects.filter(user=user).values_list("kind", flat=True))


def test_a_changed_password_is_told_in_every_way(ada: User) -> None:
    browser = came_in(ada)
    browser.post("/accounts/password/change/", NEW_PASSWORD)
    assert kinds(ada) == ["password_changed"]
    assert letters()[-1].subject == "Daybook: Your password was changed."
    assert Notice.objects.get(user=ada).kind == "security_password_changed"
    assert "Your password was changed." in browser.get("/settings/security/").content.decode()


def test_a_changed_address_is_told_to_the_old_one(ada: User) -> None:
    browser = came_in(ada)
    browser.post("/accounts/email/", {"email": "ada@new.example", "action_add": "1"})
    browser.post("/accounts/confirm-email/", {"code": code()})
    told = letters()[-1]
    assert told.to == ["ada@example.org"]
    assert "from ada@example.org to ada@new.example" in told.body


def test_a_reset_password_is_told(ada: User, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email})
    client.post("/accounts/password/reset/confirm/", {"code": code()})
    client.post("/accounts/password/reset/complete/", {"password1": "another long sentence"})
    assert kinds(ada) == ["password_changed"]


def test_the_mail_is_in_the_persons_language_and_by_their_clock(ada: User, clock: Any) -> None:
    User.objects.filter(pk=ada.pk).update(timezone="Europe/Berlin")
    security.tell(ada, "codes_made")
    assert "On 23 November 2026, 10:00 (Europe/Berlin)." in letters()[-1].body


def test_the_mail_comes_as_a_designed_page_too(ada: User) -> None:
    security.tell(ada, "codes_made")
    html, kind = letters()[-1].alternatives[0]
    assert kind == "text/html"
    assert "<h1>New recovery codes were made.</h1>" in html


def test_a_mail_is_not_sent_twice_from_the_centre_of_notices(ada: User) -> None:
    security.tell(ada, "codes_made")
    assert len(letters()) == 1


def test_what_happens_to_a_thing_once_is_told_once(ada: User) -> None:
    for _ in range(2):
        security.tell(ada, "passkey_first_used", about="passkey:1", name="Key")
    assert len(letters()) == 1


def test_what_one_did_oneself_just_now_is_only_written_down(ada: User) -> None:
    came_in(ada).post("/settings/security/devices/sign-out/")
    assert kinds(ada) == ["signed_out_elsewhere"]
    assert not letters()


def test_it_says_in_which_browser(ada: User) -> None:
    browser = came_in(ada, Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}))
    browser.post("/accounts/password/change/", NEW_PASSWORD)
    assert "in Firefox on Windows" in letters()[-1].body


def test_every_kind_has_a_sentence_that_its_facts_fill(ada: User) -> None:
    facts = {"device": "d", "old": "o", "new": "n", "name": "m", "left": "3"}
    for kind in security.KINDS:
        event = SecurityEvent(user=ada, kind=kind, facts=facts)
        assert "%" not in security.sentence(event)


def test_names_in_the_mail_are_escaped(ada: User) -> None:
    security.tell(ada, "passkey_added", name="<b>Key</b>")
    newest = letters()[-1]
    assert "<b>Key</b>" in newest.body
    assert "&lt;b&gt;Key" in newest.alternatives[0][0]


class TestASquatter:
    """Somebody who joins with an address that is not theirs, and waits for its owner."""

    def test_loses_the_password_when_the_owner_signs_in_by_code(self, client: Client, db: None) -> None:
        client.post("/accounts/signup/", {
            "name": "Mo", "email": "mo@example.org", "password1": "a quiet sentence", "kinds": ["client"],
        })  # fmt: skip
        owner = Client()
        owner.post("/accounts/login/code/", {"email": "mo@example.org"})
        owner.post("/accounts/login/code/confirm/", {"code": code()})
        assert not User.objects.get(email="mo@example.org").has_usable_password()
