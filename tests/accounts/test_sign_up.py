"""Joining by address and code, as a browser does it."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Party, Role, User
from marketplace.kit import outbox
from tests import cast

pytestmark = pytest.mark.django_db

SIGN_UP, CONFIRM = "/accounts/signup/", "/accounts/confirm-email/"
MO = {"name": "Mo Ibe", "email": "Mo@Example.org", "password1": "a quiet sentence", "kinds": ["freelancer", "client"]}


def letters() -> list[Any]:
    """All mails, with those that wait for a worker."""
    outbox.deliver()
    return mail.outbox


def code() -> str:
    """The code in the newest mail."""
    newest = letters()[-1].body
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", newest, re.MULTILINE)
    assert found, newest
    return found[1]


class TestSignUp:
    def test_it_ends_signed_in_at_the_first_steps(self, client: Client) -> None:
        assert client.post(SIGN_UP, MO)["Location"] == CONFIRM
        response = client.post(CONFIRM, {"code": code()})
        assert response["Location"] == "/welcome/"
        assert client.get("/settings/").status_code == 200

    def test_it_makes_the_party_and_the_roles(self, client: Client) -> None:
        client.post(SIGN_UP, MO)
        user = User.objects.get(email="mo@example.org")
        assert user.party.name == "Mo Ibe"
        assert {role.kind for role in user.roles.all()} == {Role.Kind.FREELANCER, Role.Kind.CLIENT}

    def test_it_lets_nobody_in_before_the_code(self, client: Client) -> None:
        client.post(SIGN_UP, MO)
        assert client.get("/settings/").status_code == 302

    def test_a_wrong_code_is_said_at_the_field(self, client: Client) -> None:
        client.post(SIGN_UP, MO)
        response = client.post(CONFIRM, {"code": "AAAA-AAAA"})
        assert response.status_code == 422
        assert "This is not the code" in response.content.decode()

    def test_three_wrong_codes_end_it(self, client: Client) -> None:
        client.post(SIGN_UP, MO)
        answers = [client.post(CONFIRM, {"code": "AAAA-AAAA"}) for _ in range(3)]
        assert answers[-1]["Location"] == "/accounts/login/"

    def test_a_new_code_can_be_sent(self, client: Client, clock: Any) -> None:
        client.post(SIGN_UP, MO)
        clock.shift(240)
        client.post(CONFIRM, {"action": "resend"})
        assert len(letters()) == 2

    @pytest.mark.parametrize("missing", ["name", "email", "password1", "kinds"])
    def test_it_asks_for_everything_and_keeps_the_rest(self, client: Client, missing: str) -> None:
        response = client.post(SIGN_UP, {name: value for name, value in MO.items() if name != missing})
        page = response.content.decode()
        assert response.status_code == 422
        assert "There is a problem" in page
        assert "Error:" in page.split("</title>")[0]
        assert missing == "name" or 'value="Mo Ibe"' in page

    def test_it_refuses_a_weak_password_in_words(self, client: Client) -> None:
        response = client.post(SIGN_UP, {**MO, "password1": "short"})
        assert response.status_code == 422
        assert "at least 10 characters" in response.content.decode()

    def test_a_role_that_does_not_exist_is_refused(self, client: Client) -> None:
        assert client.post(SIGN_UP, {**MO, "kinds": ["emperor"]}).status_code == 422
        assert not Party.objects.exists()

    def test_its_fields_tell_password_managers_what_they_are(self, client: Client) -> None:
        page = client.get(SIGN_UP).content.decode()
        for token in ('autocomplete="name"', 'autocomplete="email"', 'autocomplete="new-password"'):
            assert token in page
        assert "placeholder" not in page.split("<main")[1].split("</main>")[0]


class TestAKnownAddress:
    def test_the_page_is_the_same_as_for_an_unknown_one(self, client: Client, ada: User) -> None:
        known = client.post(SIGN_UP, {**MO, "email": ada.email}, follow=True)
        unknown = Client().post(SIGN_UP, MO, follow=True)
        assert [known.status_code, known.redirect_chain] == [unknown.status_code, unknown.redirect_chain]
        assert _words(known, ada.email) == _words(unknown, "mo@example.org")

    def test_its_owner_is_told_by_mail(self, client: Client, ada: User) -> None:
        client.post(SIGN_UP, {**MO, "email": ada.email})
        newest = letters()[-1]
        assert newest.to == [ada.email]
        assert "already" in newest.body
        assert User.objects.count() == 1


def _words(response: Any, email: str) -> str:
    page = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r'value="[^"]{64}"', "", page).replace(email, "")


class TestTheMail:
    def test_it_comes_as_text_and_as_a_designed_page(self, client: Client) -> None:
        client.post(SIGN_UP, MO)
        message = letters()[-1]
        assert message.to == ["mo@example.org"]
        assert code() in message.body
        html, kind = message.alternatives[0]
        assert kind == "text/html"
        assert code() in html
        assert "<h1" in html


def test_the_cast_signs_in_with_its_password(ada: User, client: Client) -> None:
    response = client.post("/accounts/login/", {"login": ada.email, "password": cast.PASSWORD})
    assert response["Location"] == "/"
