"""For whom somebody acts: chosen in the menu, shown on every page, asked anew with each request."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import members, ports
from accounts.models import Company, User
from tests.accounts import running

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def press(ada: User) -> Company:
    return running.founded(ada)


def act_for(browser: Client, party: str) -> str:
    return browser.post("/acting/", {"party": party, "next": "/settings/"}, follow=True).content.decode()


def test_the_choice_stands_on_every_page(press: Company, ada: User, client_of: ClientOf) -> None:
    browser = client_of(ada)
    assert "You act for Ridge Press." in act_for(browser, "ridge-press")
    for path in ("/", "/discover/", "/settings/", "/notices/"):
        assert "You act for <b>Ridge Press</b>" in browser.get(path).content.decode()
    act_for(browser, "ada-brandt")
    assert "You act for <b>" not in browser.get("/").content.decode()


@pytest.mark.parametrize("party", ["ridge-press", "nobody", "", "\0"])
def test_a_party_that_is_not_ones_own_is_refused(press: Company, eve: User, client_of: ClientOf, party: str) -> None:
    assert "no longer act" in act_for(client_of(eve), party)


def test_a_member_cannot_act_for_the_company(press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
    running.joined(press, ben, by=ada)
    assert "no longer act" in act_for(client_of(ben), "ridge-press")


def test_it_ends_with_the_right(press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
    held = running.joined(press, ben, "manager", by=ada)
    browser = client_of(ben)
    act_for(browser, "ridge-press")
    members.change_rank(press, held.pk, rank="member", by=ada)
    assert "You act for <b>" not in browser.get("/").content.decode()


def test_two_browsers_of_one_person_choose_for_themselves(press: Company, ada: User, client_of: ClientOf) -> None:
    first, second = client_of(ada), client_of(ada)
    act_for(first, "ridge-press")
    assert "You act for <b>" not in second.get("/").content.decode()


def test_it_never_leads_to_another_site(press: Company, ada: User, client_of: ClientOf) -> None:
    response = client_of(ada).post("/acting/", {"party": "ridge-press", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_it_is_chosen_by_post_alone(ada: User, client_of: ClientOf) -> None:
    assert client_of(ada).get("/acting/").status_code == 405


class TestTellingBeforeAnybodyListens:
    def test_what_was_declared_early_is_known_to_whoever_tells_later(self) -> None:
        telling, known = ports.Telling(), []
        telling.tell([], "early", key="1", url="/")  # nobody tells yet, and nothing breaks
        telling.declare("early", icon="bell")
        telling.plug(lambda name, **words: known.append(name), lambda *args, **notice: None)
        telling.declare("late", icon="bell")
        assert known == ["early", "late"]
