"""Portfolios, works and fundraisers in the staff admin."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing
from portfolios.models import Portfolio
from tests import staffing
from tests.fundraising.raising import a_filing, a_fundraiser, a_reward, budget
from tests.portfolios.hanging import a_portfolio, a_work

LISTS = [
    "portfolios_portfolio",
    "portfolios_work",
    "portfolios_credit",
    "portfolios_media",
    "fundraising_fundraiser",
    "fundraising_filing",
]


@pytest.fixture
def desk(dev: User) -> Client:
    """The browser of somebody who may do everything in the admin."""
    User.objects.filter(pk=dev.pk).update(is_superuser=True)
    client = Client()
    client.force_login(User.objects.get(pk=dev.pk))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_and_searched(desk: Client, cleo: User, eve: User, name: str) -> None:
    a_work(a_portfolio(cleo))
    a_filing(eve)
    assert desk.get(reverse(f"admin:{name}_changelist"), {"q": "low"}).status_code == 200


def test_a_fundraiser_is_read_with_all_its_parts(desk: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    a_reward(shown, name="The book")
    budget(shown, 100_000)
    page = desk.get(reverse("admin:fundraising_fundraiser_change", args=[shown.pk])).content.decode()
    assert "The book" in page
    assert "Part 0" in page


def test_what_others_made_is_not_rewritten_there(desk: Client, cleo: User) -> None:
    shown = a_portfolio(cleo, story="Mine.")
    address = reverse("admin:portfolios_portfolio_change", args=[shown.pk])
    assert desk.post(address, {"story": "Theirs."}).status_code == 403
    assert Portfolio.objects.get().story == "Mine."


def test_staff_take_a_thing_out_of_sight_and_show_it_again(desk: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    staffing.do(desk, shown, "withdraw")
    assert not Listing.objects.get(pk=shown.pk).is_live
    staffing.do(desk, shown, "publish")
    assert Listing.objects.get(pk=shown.pk).is_live


def test_an_act_that_is_refused_says_why(desk: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    budget(shown, 99_999)
    answer = staffing.do_to_all(desk, [shown], "publish")
    assert "adds up to €999.99" in answer.content.decode()
    assert Fundraiser.objects.get().listing.is_live
