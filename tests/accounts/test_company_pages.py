"""A company in the browser: founded, shown, run, handed over, dissolved."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import companies, members, ownership, people, ports, rights
from accounts.models import Company, OwnershipOffer, User
from tests import cast
from tests.accounts import running
from tests.accounts.door import came_in

pytestmark = pytest.mark.django_db

OF = "/companies/ridge-press/settings/"
ClientOf = Callable[[User], Client]

PAGE = {"name": "Ridge Press", "legal_form": "Ltd", "country": "GB"}


@pytest.fixture
def press(ada: User) -> Company:
    return running.founded(ada)


class TestFounding:
    def test_it_makes_a_company_that_only_its_people_see(self, ada: User, client_of: ClientOf, client: Client) -> None:
        response = client_of(ada).post("/settings/companies/new/", {**PAGE, "vat_number": "GB 1"})
        assert response["Location"] == OF
        company = Company.objects.get()
        assert (company.vat_number, company.legal_form) == ("GB 1", "Ltd")
        assert client.get("/companies/ridge-press/").status_code == 404
        assert client_of(ada).get("/companies/ridge-press/").status_code == 200

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"country": "XX"}, {"legal_form": ""}, {"name": "a\0b"}, {"vat_number": "9" * 500}]
    )
    def test_what_is_wrong_is_said_and_what_was_typed_kept(
        self, ada: User, client_of: ClientOf, wrong: dict[str, str]
    ) -> None:
        response = client_of(ada).post("/settings/companies/new/", {**PAGE, "register_number": "HRB 7", **wrong})
        assert response.status_code == 422
        assert "HRB 7" in response.content.decode()
        assert not Company.objects.exists()


class TestThePage:
    def test_it_is_changed_by_whoever_may(self, press: Company, ada: User, client_of: ClientOf, topics: object) -> None:
        said = {**PAGE, "about": "We print.", "topics": ["design", "writing"], "website": "ridge.example"}
        client_of(ada).post(OF, said)
        press.refresh_from_db()
        press.listing.refresh_from_db()
        assert (press.about, press.website) == ("We print.", "https://ridge.example")
        assert len(press.listing.topics) == 2

    def test_a_topic_that_is_none_is_an_error_at_the_field(
        self, press: Company, ada: User, client_of: ClientOf
    ) -> None:
        for slug in ("nothing", "a\0b"):
            assert client_of(ada).post(OF, {**PAGE, "topics": [slug]}).status_code == 422

    def test_a_member_reads_and_is_refused(self, press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
        running.joined(press, ben, by=ada)
        browser = client_of(ben)
        assert "Owners and managers" in browser.get(OF).content.decode()
        assert browser.post(OF, {**PAGE, "name": "Mine"}).status_code == 422
        press.party.refresh_from_db()
        assert press.party.name == "Ridge Press"

    def test_it_is_shown_and_hidden(self, press: Company, ada: User, client_of: ClientOf, client: Client) -> None:
        client_of(ada).post(f"{OF}publication/")
        assert client.get("/companies/ridge-press/").status_code == 200
        client_of(ada).post(f"{OF}withdrawal/")
        assert client.get("/companies/ridge-press/").status_code == 404

    def test_those_who_agreed_stand_on_it_once_their_own_page_is_shown(
        self, press: Company, ada: User, client_of: ClientOf, client: Client
    ) -> None:
        companies.publish_company(press, by=ada)
        client_of(ada).post(f"{OF}members/shown/", {"shown": "yes"})
        assert "Ada Brandt" not in client.get("/companies/ridge-press/").content.decode()
        people.publish_profile(ada.party.profile, by=ada)
        assert "Ada Brandt" in client.get("/companies/ridge-press/").content.decode()
        client_of(ada).post(f"{OF}members/shown/", {"shown": "no"})
        assert "Ada Brandt" not in client.get("/companies/ridge-press/").content.decode()


POSTED = [
    "publication/", "withdrawal/", "logo/", "logo/removal/", "members/shown/", "members/leaving/", "ownership/",
    "members/{pk}/rank/", "members/{pk}/removal/", "invitations/{pk}/sending/", "invitations/{pk}/revocation/",
    "ownership/{pk}/revocation/",
]  # fmt: skip
PAGES = ["", "members/", "invitations/", "end/"]
SOMETHING = "00000000-0000-7000-8000-000000000000"


class TestStrangers:
    @pytest.mark.parametrize("path", [*POSTED, *PAGES, "dissolution/"])
    def test_for_a_stranger_there_is_no_such_company(
        self, press: Company, eve: User, client_of: ClientOf, path: str
    ) -> None:
        companies.publish_company(press, by=press.memberships.get().user)
        browser = came_in(eve)
        address = OF + path.format(pk=press.memberships.get().pk)
        assert browser.post(address).status_code in (404, 405)
        if path not in POSTED:
            assert browser.get(address).status_code == 404

    @pytest.mark.parametrize("path", POSTED)
    def test_what_is_posted_cannot_be_fetched(self, press: Company, ada: User, client_of: ClientOf, path: str) -> None:
        assert client_of(ada).get(OF + path.format(pk=SOMETHING)).status_code == 405

    @pytest.mark.parametrize("path", [path for path in POSTED if "{pk}" in path])
    def test_an_id_of_nothing_changes_nothing(self, press: Company, ada: User, client_of: ClientOf, path: str) -> None:
        response = came_in(ada).post(OF + path.format(pk=SOMETHING), {"rank": "member"})
        assert response.status_code in (302, 303, 404)
        assert press.memberships.count() == 1

    def test_an_owner_of_another_company_reaches_nothing_of_this_one(
        self, press: Company, ada: User, eve: User, client_of: ClientOf
    ) -> None:
        running.founded(eve, "Eve Press")
        waiting = running.invited(press, ada)
        browser = client_of(eve)
        assert browser.post(f"/companies/eve-press/settings/invitations/{waiting.pk}/revocation/").status_code == 404
        browser.post(f"/companies/eve-press/settings/members/{press.memberships.get().pk}/removal/")
        assert press.memberships.count() == 1
        waiting.refresh_from_db()
        assert waiting.is_open


class TestMembersDoNoManagersActs:
    @pytest.mark.parametrize("path", ["publication/", "withdrawal/", "ownership/"])
    def test_it_is_refused_in_words(self, press: Company, ada: User, ben: User, client_of: ClientOf, path: str) -> None:
        running.joined(press, ben, by=ada)
        other = running.joined(press, cast.cleo(), by=ada)
        browser = came_in(ben)
        response = browser.post(OF + path, {"person": str(other.pk), "stays": "no"}, follow=True)
        assert "Only an owner" in response.content.decode()
        assert not press.listing.is_live

    def test_nor_do_they_remove_anybody(self, press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
        running.joined(press, ben, by=ada)
        adas = press.memberships.get(user=ada)
        response = client_of(ben).post(f"{OF}members/{adas.pk}/removal/", follow=True)
        assert "Only an owner" in response.content.decode()
        assert press.memberships.count() == 2


class TestThePeople:
    def test_it_asks_as_often_for_one_as_for_twenty(
        self, press: Company, ada: User, client_of: ClientOf, queries: Callable[..., int]
    ) -> None:
        browser = client_of(ada)
        few = queries(lambda: browser.get(f"{OF}members/"))
        for number in range(20):
            running.joined(press, cast.joined(f"P{number} Nolan"), by=ada)
        assert queries(lambda: browser.get(f"{OF}members/")) == few

    def test_somebody_who_was_removed_while_on_the_page_is_refused_at_once(
        self, press: Company, ada: User, ben: User, client_of: ClientOf
    ) -> None:
        held = running.joined(press, ben, "manager", by=ada)
        browser = client_of(ben)
        assert browser.get(OF).status_code == 200
        client_of(ada).post(f"{OF}members/{held.pk}/removal/")
        assert browser.post(OF, {**PAGE, "name": "Mine"}).status_code == 404
        assert browser.get(f"{OF}members/").status_code == 404

    def test_the_last_owner_who_leaves_reads_why_not(self, press: Company, ada: User, client_of: ClientOf) -> None:
        response = client_of(ada).post(f"{OF}members/leaving/", follow=True)
        assert "needs an owner" in response.content.decode()
        assert press.memberships.count() == 1


class TestHandingOver:
    def test_it_asks_for_a_proof_first(self, press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
        held = running.joined(press, ben, by=ada)
        response = client_of(ada).post(f"{OF}ownership/", {"person": str(held.pk), "stays": "no"})
        assert response["Location"].startswith("/accounts/reauthenticate/")
        assert not OwnershipOffer.objects.exists()

    def test_the_new_owner_accepts(self, press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
        held = running.joined(press, ben, by=ada)
        came_in(ada).post(f"{OF}ownership/", {"person": str(held.pk), "stays": "no"})
        offer = OwnershipOffer.objects.get()
        assert rights.rank_of(ben, press) == "member"
        came_in(ben).post(f"/settings/companies/ownership/{offer.pk}/acceptance/")
        assert (rights.rank_of(ben, press), rights.rank_of(ada, press)) == ("owner", "manager")

    @pytest.mark.parametrize("answer", ["acceptance", "refusal"])
    def test_nobody_else_answers(
        self, press: Company, ada: User, ben: User, eve: User, client_of: ClientOf, answer: str
    ) -> None:
        held = running.joined(press, ben, by=ada)
        offer = ownership.offer(press, held.pk, stays=False, by=ada)
        for somebody in (ada, eve):
            browser = came_in(somebody)
            assert browser.post(f"/settings/companies/ownership/{offer.pk}/{answer}/").status_code == 404
        offer.refresh_from_db()
        assert offer.status == "open"

    @pytest.mark.parametrize("person", ["", "x", "\0", SOMETHING])
    def test_a_person_that_is_none_is_an_error_at_the_field(
        self, press: Company, ada: User, client_of: ClientOf, person: str
    ) -> None:
        response = came_in(ada).post(f"{OF}ownership/", {"person": person, "stays": "no"})
        assert response.status_code == 422


class TestDissolving:
    def test_with_its_name_typed_it_ends(self, press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
        running.joined(press, ben, by=ada)
        companies.publish_company(press, by=ada)
        browser = came_in(ada)
        assert browser.post(f"{OF}dissolution/", {"name": "Another"}).status_code == 422
        assert browser.post(f"{OF}dissolution/", {"name": "ridge press"})["Location"] == "/settings/companies/"
        assert not press.memberships.exists()
        assert Client().get("/companies/ridge-press/").status_code == 404
        assert browser.post(f"{OF}dissolution/", {"name": "ridge press"}).status_code == 404

    def test_a_manager_cannot(self, press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
        running.joined(press, ben, "manager", by=ada)
        response = came_in(ben).post(f"{OF}dissolution/", {"name": "Ridge Press"})
        assert response.status_code == 422
        press.refresh_from_db()
        assert press.dissolved_at is None

    def test_not_while_something_is_open(
        self, press: Company, ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ports.open_business, "of", lambda party: [f"A job of {party} is open."])
        response = came_in(ada).post(f"{OF}dissolution/", {"name": "Ridge Press"})
        assert response.status_code == 422
        assert "A job of Ridge Press is open." in response.content.decode()


def test_the_list_of_ones_companies_shows_what_waits(press: Company, ada: User, ben: User, client_of: ClientOf) -> None:
    held = running.joined(press, ben, by=ada)
    ownership.offer(press, held.pk, stays=True, by=ada)
    running.invited(running.founded(ada, "Tide Press"), ada, ben.email)
    page = client_of(ben).get("/settings/companies/").content.decode()
    assert "offers you the ownership of Ridge Press" in page
    assert "Tide Press invites you" in page
    members.leave(press, by=ben)
    assert "ownership of Ridge Press" not in client_of(ben).get("/settings/companies/").content.decode()
