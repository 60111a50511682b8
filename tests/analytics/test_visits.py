"""Visits by day and source: each counted once, whoever counts, and where a backer had come from."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from analytics import visits
from marketplace.catalog import events
from marketplace.catalog.models import Event
from marketplace.kit import clock as now
from tests.fundraising import backing, raising

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


@pytest.fixture
def fundraiser(ada):
    return raising.a_fundraiser(ada)


def seen(client, listing, came_from="", tag="", **headers):
    data = {"listing": listing.pk, "from": came_from, "tag": tag}
    return client.post("/seen/", data, **{**BROWSER, **headers})


def counted(listing):
    today = now.now().date()
    return visits.by_source(listing, today, today)


def test_each_visit_is_added_once(fundraiser, client, clock):
    seen(client, fundraiser.listing, "https://news.example/a", "My Letter!")
    clock.shift(timedelta(minutes=40))
    seen(client, fundraiser.listing, "https://news.example/b", "my-letter")
    clock.shift(timedelta(minutes=2))
    for _turn in range(2):
        visits.add_up()
    assert counted(fundraiser.listing) == {("news.example", "my-letter"): 2}


@pytest.mark.parametrize("tag", ["\x00", "x" * 500, "<script>"])
def test_whatever_a_link_is_tagged_with_is_small_letters(fundraiser, client, tag):
    assert seen(client, fundraiser.listing, tag=tag).status_code == 204
    assert set(Event.objects.get().facts.get("tag", "")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_backer_counts_for_the_last_visit_that_names_a_place(fundraiser, ben, client_of, clock):
    browser = client_of(ben)
    for came_from in ("https://news.example/", ""):
        seen(browser, fundraiser.listing, came_from)
        clock.shift(timedelta(hours=1))
    browser.post(f"/fundraisers/{fundraiser.listing.slug}/pledge/", {"extra": "20", "party": ben.party.slug}, **BROWSER)
    assert fundraiser.pledges.get().came_from == "news.example"


def test_who_asks_to_be_left_alone_came_from_nowhere(fundraiser, ben, client_of):
    seen(client_of(ben), fundraiser.listing, "https://news.example/")
    request = RequestFactory().get("/", HTTP_DNT="1", **BROWSER)
    request.user = ben
    assert events.came_from(request, fundraiser.listing) == ("", "")


def test_a_visit_of_somebody_else_is_not_theirs(fundraiser, ben, eve, client_of):
    seen(client_of(ben), fundraiser.listing, "https://news.example/", REMOTE_ADDR="10.0.0.1")
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", **BROWSER)
    request.user = eve
    assert events.came_from(request, fundraiser.listing) == ("", "")
    assert backing.fresh(fundraiser).pledges.count() == 0
