"""The parts that a person plays, and the switch between them."""

from typing import Any

import pytest

from accounts import roles
from accounts.models import Role, User
from accounts.refusals import Refused
from tests.cast import CLIENT, FREELANCER, INVESTOR

pytestmark = pytest.mark.django_db


def kinds(user: User) -> set[str]:
    return set(Role.objects.filter(user=user).values_list("kind", flat=True))


class TestTake:
    def test_it_stands_beside_the_others(self, ada: User) -> None:
        roles.take(FREELANCER, by=ada)
        assert kinds(ada) == {CLIENT, FREELANCER}
        assert ada.acting_role == CLIENT

    def test_it_changes_nothing_the_second_time(self, ada: User) -> None:
        assert roles.take(CLIENT, by=ada) == roles.take(CLIENT, by=ada)

    def test_it_refuses_a_role_that_does_not_exist(self, ada: User) -> None:
        with pytest.raises(Refused):
            roles.take("emperor", by=ada)


class TestChoose:
    def test_it_leaves_exactly_these(self, eve: User) -> None:
        roles.choose([INVESTOR], by=eve)
        assert kinds(eve) == {INVESTOR}
        assert eve.acting_role == INVESTOR

    def test_it_refuses_none_at_all(self, eve: User) -> None:
        with pytest.raises(Refused):
            roles.choose([], by=eve)
        assert kinds(eve) == {CLIENT, FREELANCER}


class TestTheSwitch:
    def test_it_puts_the_role_in_front_and_stays_on_the_page(self, eve: User, client_of: Any) -> None:
        response = client_of(eve).post("/role/", {"role": CLIENT, "next": "/settings/roles/"})
        assert (response.status_code, response["Location"]) == (303, "/settings/roles/")
        assert User.objects.get(pk=eve.pk).acting_role == CLIENT

    def test_it_refuses_a_role_that_is_not_played(self, ada: User, client_of: Any) -> None:
        response = client_of(ada).post("/role/", {"role": INVESTOR, "next": "/settings/"}, follow=True)
        assert "Take this role" in response.content.decode()
        assert User.objects.get(pk=ada.pk).acting_role == CLIENT

    def test_it_never_leads_to_another_site(self, eve: User, client_of: Any) -> None:
        response = client_of(eve).post("/role/", {"role": CLIENT, "next": "https://evil.example/"})
        assert response["Location"] == "/"

    def test_it_answers_no_get(self, eve: User, client_of: Any) -> None:
        assert client_of(eve).get("/role/").status_code == 405

    def test_the_menu_shows_it_to_who_plays_several(self, eve: User, ada: User, client_of: Any) -> None:
        assert 'name="role"' in client_of(eve).get("/settings/").content.decode()
        assert 'name="role"' not in client_of(ada).get("/settings/").content.decode()

    @pytest.mark.parametrize("to", ["abc", "?a=1", "discovery:home"])
    def test_what_is_no_address_leads_home(self, eve: User, client_of: Any, to: str) -> None:
        assert client_of(eve).post("/role/", {"role": CLIENT, "next": to}).url == "/"

    def test_a_zero_byte_is_no_role(self, eve: User, client_of: Any) -> None:
        assert client_of(eve).post("/role/", {"role": "\0"}).url == "/"
