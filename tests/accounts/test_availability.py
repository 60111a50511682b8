"""When somebody is free: the usual week, weeks that differ, and what follows for the filter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import availability, people
from accounts.models import FreeWeek, Profile, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import timers

pytestmark = pytest.mark.django_db

PAGE = "/settings/availability/"
MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


@pytest.fixture
def mine(cleo: User, clock: Any) -> Profile:
    """Cleo's page, shown, with a rate and twenty hours a week."""
    profile = people.change(cleo.party.profile, by=cleo, rate_minor=4500, currency="GBP")
    availability.set_usual(profile, by=cleo, usual_from=None, hours_a_week=20)
    people.publish_profile(profile, by=cleo)
    return Profile.objects.get(pk=profile.pk)


def free_from(profile: Profile) -> date | None:
    return Listing.objects.get(pk=profile.pk).free_from


class TestWhatFollows:
    def test_the_usual_day_without_weeks_that_differ(self, mine: Profile, cleo: User) -> None:
        availability.set_usual(mine, by=cleo, usual_from=date(2026, 12, 9), hours_a_week=10)
        assert free_from(mine) == date(2026, 12, 9)

    def test_the_first_week_that_is_not_booked(self, mine: Profile, cleo: User) -> None:
        availability.set_weeks(mine, {MONDAY: 0, MONDAY + WEEK: 0}, by=cleo)
        assert free_from(mine) == MONDAY + 2 * WEEK

    def test_a_free_week_before_the_usual_day_counts(self, mine: Profile, cleo: User) -> None:
        availability.set_usual(mine, by=cleo, usual_from=date(2027, 2, 1), hours_a_week=20)
        availability.set_weeks(mine, {MONDAY + WEEK: 8}, by=cleo)
        assert free_from(mine) == MONDAY + WEEK

    def test_it_moves_on_when_a_week_has_passed(self, mine: Profile, cleo: User, clock: Any) -> None:
        availability.set_weeks(mine, {MONDAY + WEEK: 0}, by=cleo)
        assert free_from(mine) == MONDAY
        clock.shift(WEEK)
        timers.run_due()
        assert free_from(mine) == MONDAY + 2 * WEEK

    def test_a_week_made_usual_again_is_forgotten(self, mine: Profile, cleo: User) -> None:
        availability.set_weeks(mine, {MONDAY: 0}, by=cleo)
        availability.set_weeks(mine, {MONDAY + timedelta(days=3): None}, by=cleo)
        assert not FreeWeek.objects.exists()
        assert free_from(mine) is None

    @pytest.mark.parametrize("day", [MONDAY - WEEK, MONDAY + 60 * WEEK])
    def test_it_refuses_weeks_that_cannot_be_planned(self, mine: Profile, cleo: User, day: date) -> None:
        with pytest.raises(Refused):
            availability.set_weeks(mine, {day: 5}, by=cleo)

    def test_it_refuses_a_stranger(self, mine: Profile, eve: User) -> None:
        with pytest.raises(NotAllowed):
            availability.set_weeks(mine, {MONDAY: 0}, by=eve)


class TestPages:
    def test_the_usual_week_is_saved_and_shown_again(self, mine: Profile, cleo: User, client_of: Any) -> None:
        sent = {"usual_from": "2026-12-01", "hours_a_week": "30"}
        assert client_of(cleo).post(f"{PAGE}usual/", sent)["Location"] == PAGE
        page = client_of(cleo).get(PAGE).content.decode()
        assert 'value="2026-12-01"' in page
        assert 'value="30"' in page

    def test_a_stretch_sets_every_week_of_it(self, mine: Profile, cleo: User, client_of: Any) -> None:
        sent = {"first": "2026-12-21", "last": "2027-01-05", "hours": "0"}
        client_of(cleo).post(f"{PAGE}stretch/", sent)
        assert list(FreeWeek.objects.values_list("week", flat=True)) == [
            date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4),
        ]  # fmt: skip

    def test_the_grid_sets_and_clears_single_weeks(self, mine: Profile, cleo: User, client_of: Any) -> None:
        browser = client_of(cleo)
        browser.post(f"{PAGE}weeks/", {"from": "2026-11-23", "week_2026-11-30": "12"})
        assert FreeWeek.objects.get().hours == 12
        browser.post(f"{PAGE}weeks/", {"from": "2026-11-23", "week_2026-11-30": ""})
        assert not FreeWeek.objects.exists()

    @pytest.mark.parametrize(
        ("act", "sent"),
        [
            ("usual", {"hours_a_week": "200"}),
            ("usual", {"usual_from": "2099-01-01"}),
            ("stretch", {"first": "", "hours": "5"}),
            ("stretch", {"first": "2020-01-01", "hours": "5"}),
            ("stretch", {"first": "2026-12-21", "last": "2026-12-01", "hours": "5"}),
            ("weeks", {"week_2026-11-30": "99999999999999999999"}),
            ("weeks", {"week_2026-11-30": "-1"}),
        ],
    )
    def test_it_says_what_is_wrong(
        self, mine: Profile, cleo: User, client_of: Any, act: str, sent: dict[str, str]
    ) -> None:
        response = client_of(cleo).post(f"{PAGE}{act}/", sent)
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()

    @pytest.mark.parametrize("asked", ["2099-01-01", "1999-01-01", "2026-13-45", "\0", "x" * 500])
    def test_any_place_of_the_grid_is_a_page(self, mine: Profile, cleo: User, client_of: Any, asked: str) -> None:
        assert client_of(cleo).get(PAGE, {"from": asked}).status_code == 200

    @pytest.mark.parametrize("act", ["usual", "stretch", "weeks"])
    def test_an_act_answers_no_get_and_no_stranger(self, cleo: User, client: Client, client_of: Any, act: str) -> None:
        assert client_of(cleo).get(f"{PAGE}{act}/").status_code == 405
        assert "/login/" in client.post(f"{PAGE}{act}/")["Location"]

    def test_the_page_of_the_person_shows_the_next_weeks(self, mine: Profile, cleo: User, client: Client) -> None:
        availability.set_weeks(mine, {MONDAY: 0}, by=cleo)
        page = client.get("/people/cleo-marsh/").content.decode()
        assert "Booked" in page
        assert "20 hours" in page

    def test_as_many_queries_for_twenty_weeks_as_for_one(
        self, mine: Profile, cleo: User, client_of: Any, queries: Callable[..., int]
    ) -> None:
        browser = client_of(cleo)
        availability.set_weeks(mine, {MONDAY: 0}, by=cleo)
        few = queries(lambda: browser.get(PAGE))
        availability.set_weeks(mine, {MONDAY + number * WEEK: 3 for number in range(20)}, by=cleo)
        assert queries(lambda: browser.get(PAGE)) == few
