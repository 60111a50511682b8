"""The staff admin: who gets in, and what can be done there."""

from typing import Any

import pytest
from django.test import Client

from accounts import people
from accounts.models import Company, Membership, Party, Profile, Role, User
from marketplace.catalog.models import Listing
from tests import cast, staffing

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    """The browser of somebody with every right."""
    root = User.objects.create_superuser("root@example.org", cast.PASSWORD)
    people.join(root, name="Root Ibe")
    client.force_login(root)
    return client


class TestTheDoor:
    def test_it_is_the_sign_in_of_the_site(self, client: Client) -> None:
        response = client.get("/admin/", follow=True)
        assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")

    def test_it_stays_shut_for_who_is_not_staff(self, ada: User, client_of: Any) -> None:
        assert client_of(ada).get("/admin/", follow=True).status_code == 403

    def test_the_first_page_opens(self, staff: Client) -> None:
        assert staff.get("/admin/").status_code == 200


@pytest.mark.parametrize("model", ["user", "party", "profile", "company", "membership", "role"])
def test_a_list_opens_is_searched_and_takes_no_more_queries_for_more_rows(
    model: str, staff: Client, queries: Any
) -> None:
    from accounts import companies

    def add(number: int) -> None:
        user = cast.joined(f"P{number} Ibe", cast.CLIENT)
        companies.found(f"Firm {number}", by=user)

    add(1)
    page = f"/admin/accounts/{model}/?q=i"
    few = queries(lambda: staff.get(page))
    for number in range(2, 12):
        add(number)
    assert staff.get(page).status_code == 200
    assert queries(lambda: staff.get(page)) <= few


@pytest.mark.parametrize("model", [User, Party, Profile, Company, Membership, Role])
def test_one_row_opens_and_none_can_be_added_or_deleted(model: Any, staff: Client, ada: User) -> None:
    from accounts import companies

    companies.found("Firm", by=ada)
    base = f"/admin/accounts/{model.__name__.lower()}/"
    row = model.objects.order_by("-pk").first()
    assert staff.get(f"{base}{row.pk}/change/").status_code == 200
    assert staff.get(f"{base}add/").status_code == 403
    assert staff.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403


class TestActs:
    def test_shutting_out_is_the_same_act(self, staff: Client, cleo: User) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        staffing.do(staff, cleo, "shut_out")
        assert not User.objects.get(pk=cleo.pk).is_active
        assert not Listing.objects.live().exists()

    def test_a_refusal_is_said(self, staff: Client) -> None:
        root = User.objects.get(email="root@example.org")
        response = staffing.do_to_all(staff, [root], "shut_out")
        assert "another member of staff" in response.content.decode()
        assert User.objects.get(pk=root.pk).is_active

    def test_a_page_is_hidden(self, staff: Client, cleo: User) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        staffing.do(staff, cleo.party.profile, "hide")
        assert not Listing.objects.live().exists()
