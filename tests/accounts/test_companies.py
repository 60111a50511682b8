"""Companies: founded, shown, changed."""

import pytest
from django.test import Client

from accounts import companies
from accounts.models import Company, Membership, Party, User
from accounts.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(ada: User) -> Company:
    return companies.found("Ridge Press", by=ada, tagline="Maps and field guides", city="Leeds", country="GB")


class TestFound:
    def test_its_founder_owns_it_and_may_act_for_it(self, press: Company, ada: User) -> None:
        assert press.memberships.get().rank == Membership.Rank.OWNER
        assert set(Party.objects.acted_for_by(ada)) == {ada.party, press.party}

    def test_it_refuses_an_empty_name(self, ada: User) -> None:
        with pytest.raises(Refused):
            companies.found("  ", by=ada)

    def test_a_person_and_a_company_of_one_name_have_two_addresses(self, ada: User) -> None:
        company = companies.found(ada.party.name, by=ada)
        assert company.party.slug == company.listing.slug == "ada-brandt-2"


class TestItsPage:
    def test_it_is_hidden_until_it_is_shown(self, press: Company, ada: User, client: Client) -> None:
        assert client.get("/companies/ridge-press/").status_code == 404
        companies.publish_company(press, by=ada)
        assert "Maps and field guides" in client.get("/companies/ridge-press/").content.decode()

    def test_a_stranger_can_neither_show_nor_change_it(self, press: Company, eve: User) -> None:
        for act in (companies.publish_company, companies.withdraw_company):
            with pytest.raises(NotAllowed):
                act(press, by=eve)
        with pytest.raises(NotAllowed):
            companies.change(press, by=eve, tagline="Ours")

    def test_a_member_without_the_rank_cannot_change_it(self, press: Company, eve: User) -> None:
        Membership.objects.create(company=press, user=eve, rank=Membership.Rank.MEMBER)
        with pytest.raises(NotAllowed):
            companies.change(press, by=eve, tagline="Ours")

    def test_a_change_shows_at_once(self, press: Company, ada: User) -> None:
        companies.publish_company(press, by=ada)
        company = companies.change(press, by=ada, name="Ridge & Sons", industry="Publishing")
        assert (company.listing.title, company.listing.facts) == ("Ridge & Sons", {"note": "Publishing"})

    def test_it_can_be_hidden_again(self, press: Company, ada: User, client: Client) -> None:
        companies.publish_company(press, by=ada)
        companies.withdraw_company(press, by=ada)
        assert client.get("/companies/ridge-press/").status_code == 404
