"""The admin opens to staff with a second factor."""

from typing import Any

import pytest

from accounts import staff_door
from accounts.models import User
from tests.accounts.door import came_in, set_up_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_deployed(settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True


def test_without_one_they_are_led_to_setting_one_up(dev: User) -> None:
    response = came_in(dev).get("/admin/", follow=True)
    assert response.redirect_chain == [("/settings/security/", 302)]
    assert "Staff need a second factor" in response.content.decode()


def test_with_one_it_opens(dev: User) -> None:
    browser = came_in(dev)
    set_up_app(browser)
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_it_opens_without(dev: User, method: str) -> None:
    response = getattr(came_in(dev), method)("/admin/accounts/user/")
    assert response["Location"] == "/settings/security/"


def test_others_are_refused_as_before(ada: User) -> None:
    assert came_in(ada).get("/admin/", follow=True).status_code == 403


def test_a_one_machine_run_lets_the_sample_staff_in_and_says_so(dev: User, settings: Any, rf: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    assert came_in(dev).get("/admin/").status_code == 200
    request = rf.get("/admin/")
    request.user = dev
    assert staff_door.badge(request) == ["No second factor: only on this machine", "warning"]
