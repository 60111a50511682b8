"""The home page: only true things for visitors, and what is new for members by the part they play."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from discovery import doors, tallies, wall
from discovery.models import Figure
from marketplace.catalog.models import Listing, Topic
from tests.discovery.publishing import fundraiser, job, many, published

pytestmark = pytest.mark.django_db


def test_an_empty_site_has_a_home_page(client: Client) -> None:
    html = client.get("/").content.decode()
    assert "Show the work." in html
    assert 'action="/discover/"' in html
    assert "open job" not in html


def test_the_doors_tell_what_was_counted(client: Client) -> None:
    for budget in (20_000, 61_200, 90_000):
        job("Poster", budget)
    fundraiser("Done", 120_000, days=-1, state="successful")
    fundraiser("Missed", 1, days=-1, state="failed")
    tallies.recount()
    html = client.get("/").content.decode()
    assert "3 open jobs, fixed budgets of about €612 in the middle" in html
    assert "50 % of the 2 that ended reached their goal" in html


def test_the_doors_say_when_they_count_the_sample() -> None:
    published("Poster", is_sample=True)
    published("Print", is_sample=True)
    published("Book")
    tallies.recount()
    assert doors.page()["is_mostly_sample"]
    Figure.objects.filter(name="samples").update(value=1)
    assert not doors.page()["is_mostly_sample"]


def test_the_wall_hangs_no_two_works_of_one_maker_while_there_are_others() -> None:
    for n in range(12):
        published(f"Print {n}", by=f"Maker {n}")
        published(f"More {n}", by="Maker 0")
    wall.hang()
    makers = [listing.owner.name for listing in wall.works()]
    assert len(makers) == wall.PLACES == len(set(makers))


def test_the_wall_is_the_same_all_day_and_another_tomorrow(clock: Any) -> None:
    many(40)
    wall.hang()
    today = [listing.pk for listing in wall.works()]
    wall.hang()
    assert [listing.pk for listing in wall.works()] == today
    clock.shift(timedelta(days=1))
    wall.hang()
    assert [listing.pk for listing in wall.works()] != today


def test_pictures_hang_where_the_wall_is_widest() -> None:
    many(10)
    pictured = [published(f"Photograph {n}", cover=f"works/p{n}-1280.webp") for n in range(4)]
    wall.hang()
    hung = wall.works()
    assert {hung[place].pk for place in wall.PICTURED} == {listing.pk for listing in pictured}


def test_it_shows_what_is_running_and_who_is_free(client: Client) -> None:
    for n in range(3):
        fundraiser(f"Running {n}", 10_000 * n)
    fundraiser("Over", 10, days=-2, state="failed")
    today = datetime.now(UTC).date()
    published("Jun Moss", Listing.Kind.PERSON, is_open=True, free_from=today)
    published("Busy Bee", Listing.Kind.PERSON, is_open=True, free_from=today + timedelta(days=90))
    html = client.get("/").content.decode()
    assert "Running 1" in html
    assert "Over" not in html
    assert "Jun Moss" in html
    assert "Busy Bee" not in html


def test_a_freelancer_finds_jobs_for_their_skills(
    cleo: User, topics: dict[str, Topic], client_of: Callable[[User], Client]
) -> None:
    cleo.party.profile.skills.set([topics["typesetting"]])
    job("Set a journal", topics=[topics["typesetting"]])
    job("Translate a letter", topics=[topics["translation"]])
    html = client_of(cleo).get("/").content.decode()
    assert "Jobs for your skills" in html
    assert "Set a journal" in html
    assert "Translate a letter" not in html


def test_a_client_finds_people_and_a_backer_fundraisers(
    ada: User, ben: User, client_of: Callable[[User], Client]
) -> None:
    published("Jun Moss", Listing.Kind.PERSON, is_open=True)
    fundraiser("Daily bread", 10_000)
    assert "Jun Moss" in client_of(ada).get("/").content.decode()
    assert "Daily bread" in client_of(ben).get("/").content.decode()


@pytest.mark.parametrize("is_member", [False, True])
def test_it_takes_as_many_queries_for_twenty_as_for_one(
    cleo: User, client_of: Callable[[User], Client], queries: Callable[[Callable[[], Any]], int], *, is_member: bool
) -> None:
    browser = client_of(cleo) if is_member else Client()
    many(8)
    job("Poster")
    fundraiser("Bread", 10)
    one = queries(lambda: browser.get("/"))
    many(20)
    for n in range(20):
        job(f"Poster {n}")
        fundraiser(f"Bread {n}", 10)
    assert queries(lambda: browser.get("/")) == one
    # Of a member: their hours, places in teams, fundraisers, teams of fundraisers, pledges and the timer are one each.
    assert one <= 22
