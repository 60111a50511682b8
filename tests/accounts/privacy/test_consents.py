"""Every word is a row, stays one, and the last one holds."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Consent, User
from accounts.privacy import consents, purposes
from accounts.refusals import Refused
from marketplace.pages.articles import paper


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terms have changed since everybody joined."""
    monkeypatch.setitem(purposes._versions, "terms", "2027-01-01")


class TestGiving:
    def test_joining_agrees_to_the_papers_as_they_are_shown(self, ada: User) -> None:
        said = {word.purpose: word for word in Consent.objects.filter(user=ada)}
        assert said.keys() == {"terms", "privacy"}
        assert said["terms"].version == paper("terms").version != ""
        assert (said["terms"].how, said["terms"].is_given) == ("joining", True)

    def test_news_by_mail_is_off_until_somebody_turns_it_on(self, ada: User) -> None:
        assert not consents.holds(ada, "marketing")
        consents.give("marketing", by=ada)
        assert consents.holds(ada, "marketing")

    def test_taking_back_is_a_row_of_its_own(self, ada: User) -> None:
        consents.give("marketing", by=ada)
        consents.take_back("marketing", by=ada)
        words = Consent.objects.filter(user=ada, purpose="marketing").order_by("at", "id")
        assert [word.is_given for word in words] == [True, False]
        assert not consents.holds(ada, "marketing")

    def test_twice_is_one_word(self, ada: User) -> None:
        for _again in range(2):
            consents.give("marketing", by=ada)
        assert Consent.objects.filter(user=ada, purpose="marketing").count() == 1

    def test_the_papers_cannot_be_taken_back(self, ada: User) -> None:
        with pytest.raises(Refused, match="delete your account"):
            consents.take_back("terms", by=ada)

    def test_a_row_cannot_be_changed(self, ada: User) -> None:
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            Consent.objects.filter(user=ada).update(is_given=False)

    def test_two_at_once_are_one_word(self, two_connections: Callable[..., list[object]], ada: User) -> None:
        two_connections(*(lambda: consents.give("marketing", by=ada),) * 2)
        assert Consent.objects.filter(user=ada, purpose="marketing").count() == 1


class TestNewPapers:
    def test_the_next_visit_asks(self, ada: User, newer: None, client_of: Callable[[User], Client]) -> None:
        response = client_of(ada).get("/settings/roles/?a=1")
        assert response["Location"] == "/agreement/?next=%2Fsettings%2Froles%2F%3Fa%3D1"

    def test_agreeing_goes_on_and_asks_no_more(
        self, ada: User, newer: None, client_of: Callable[[User], Client]
    ) -> None:
        browser = client_of(ada)
        assert "2027-01-01" in browser.get("/agreement/").content.decode()
        response = browser.post("/agreement/", {"agrees": "on", "next": "/settings/roles/"})
        assert (response.status_code, response["Location"]) == (303, "/settings/roles/")
        assert browser.get("/settings/roles/").status_code == 200
        assert Consent.objects.get(user=ada, version="2027-01-01").how == "asked"

    def test_without_the_tick_nothing_is_agreed(
        self, ada: User, newer: None, client_of: Callable[[User], Client]
    ) -> None:
        response = client_of(ada).post("/agreement/", {"next": "/settings/"})
        assert response.status_code == 422
        assert not Consent.objects.filter(version="2027-01-01").exists()

    def test_a_form_on_its_way_is_not_lost(self, ada: User, newer: None, client_of: Callable[[User], Client]) -> None:
        assert client_of(ada).post("/settings/roles/", {"kinds": ["client"]})["Location"] == "/settings/roles/"

    @pytest.mark.parametrize("path", ["/terms/", "/settings/privacy/", "/settings/privacy/export/", "/help/"])
    def test_one_may_read_have_a_copy_and_leave_without_agreeing(
        self, ada: User, newer: None, client_of: Callable[[User], Client], path: str
    ) -> None:
        assert client_of(ada).get(path).status_code == 200

    def test_who_has_agreed_is_not_asked(self, ada: User, client_of: Callable[[User], Client]) -> None:
        assert client_of(ada).get("/agreement/?next=/settings/")["Location"] == "/settings/"


class TestPage:
    def test_it_shows_what_was_agreed_and_when(self, ada: User, client_of: Callable[[User], Client]) -> None:
        page = client_of(ada).get("/settings/privacy/").content.decode()
        assert f"to the version of {paper('terms').version}" in page
        assert "You have never agreed to it" in page

    def test_it_turns_on_and_off(self, ada: User, client_of: Callable[[User], Client]) -> None:
        browser = client_of(ada)
        assert browser.post("/settings/privacy/consents/marketing/", {"given": "yes"}).status_code == 303
        assert consents.holds(ada, "marketing")
        browser.post("/settings/privacy/consents/marketing/")
        assert not consents.holds(ada, "marketing")

    @pytest.mark.parametrize("purpose", ["terms", "nothing-of-this-name"])
    def test_it_refuses_with_a_sentence(self, ada: User, client_of: Callable[[User], Client], purpose: str) -> None:
        response = client_of(ada).post(f"/settings/privacy/consents/{purpose}/", follow=True)
        assert response.status_code == 200
        assert list(response.context["messages"])

    def test_get_changes_nothing(self, ada: User, client_of: Callable[[User], Client]) -> None:
        assert client_of(ada).get("/settings/privacy/consents/marketing/").status_code == 405
