"""The link in a mail that ends such mails, with one click and without signing in."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from marketplace.kit import outbox
from social import choices, kinds, unsubscribing
from social.families import Ways
from tests.social import telling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    telling.declare()


@pytest.fixture
def link(ada, ben):
    """The path in the header of a mail that Ada got."""
    telling.tell(ada, actor=ben.party)
    outbox.deliver()
    found = re.fullmatch(r"<https?://[^/]+(/unsubscribe/.+/)>", mail.outbox[0].extra_headers["List-Unsubscribe"])
    return found[1]


def is_mailed(user, kind="waved"):
    return choices.ways_of(user, kinds.known(kind)).mail != ""


def test_the_mail_says_that_one_click_is_enough(link):
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.outbox[0].body
    assert link in mail.outbox[0].alternatives[0].content


def test_a_mail_program_posts_without_cookie_or_token(ada, link):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not is_mailed(ada)
    assert "No more of these mails" in answer.text


def test_opening_it_changes_nothing_and_offers_the_button(ada, client, link):
    page = client.get(link)
    assert "Stop these mails" in page.text
    assert "Waves" in page.text
    assert is_mailed(ada)


def test_twice_is_once(ada, client, link):
    for _twice in range(2):
        assert client.post(link).status_code == 200
    assert not is_mailed(ada)


def test_other_kinds_still_come(ada, client, link):
    client.post(link)
    assert is_mailed(ada, "liked")
    assert is_mailed(ada, "alarmed")


def test_it_still_stands_on_the_page(ada, ben, client, link):
    client.post(link)
    telling.tell(ada, key="2", actor=ben.party)
    outbox.deliver()
    assert len(mail.outbox) == 1
    assert len(telling.of(ada)) == 2


@pytest.mark.parametrize("token", ["x", "nonsense:more:nonsense", "%00", "a" * 3000])
def test_a_link_that_is_not_ours_is_not_found(client, token):
    assert client.get(f"/unsubscribe/{token}/").status_code == 404
    assert client.post(f"/unsubscribe/{token}/").status_code == 404


def test_a_link_that_was_changed_is_not_found(ada, client, link):
    assert client.post(f"{link[:-3]}xx/").status_code == 404
    assert is_mailed(ada)


def test_mail_about_security_has_none_and_a_made_up_one_stops_nothing(ada, client):
    telling.tell(ada, "alarmed")
    outbox.deliver()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    address = unsubscribing.address(ada, ["alarmed"])
    client.post(address[address.index("/unsubscribe") :])
    assert is_mailed(ada, "alarmed")


def test_the_link_of_a_digest_ends_the_digest_alone(ada, client):
    choices.choose_family("work", Ways(mail="day"), by=ada)
    address = unsubscribing.address(ada, ["*day"])
    client.post(address[address.index("/unsubscribe") :])
    assert not is_mailed(ada)
    assert is_mailed(ada, "liked")


def test_a_closed_account_is_not_found(ada, client, link):
    ada.is_active = False
    ada.save()
    assert client.get(link).status_code == 404


def test_the_address_names_nobody(ada, link):
    assert ada.email not in link
    assert reverse("social:unsubscribe", args=["x"])[:13] == "/unsubscribe/"
