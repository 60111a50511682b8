"""The work that hangs beside the sign-in form."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import beside
from accounts.models import User
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing

pytestmark = pytest.mark.django_db


def hang(owner: User, title: str, cover: str = "covers/a-640.webp", kind: str = Listing.Kind.WORK) -> Listing:
    listing = listings.register(kind, owner=owner.party, title=title)
    return listings.publish(listing, Face(title=title, url=f"/works/{listing.slug}/", cover=cover))


def test_without_any_picture_a_cover_is_drawn(client: Client) -> None:
    assert "/covers/organic/" in client.get("/accounts/login/").content.decode()


def test_it_names_the_work_and_its_maker(cleo: User, client: Client) -> None:
    hang(cleo, "Wild ruins")
    page = client.get("/accounts/login/").content.decode()
    assert "Wild ruins" in page
    assert "Cleo Marsh" in page


def test_it_passes_over_what_has_no_picture_and_what_is_no_work(cleo: User) -> None:
    hang(cleo, "Drawn only", cover="")
    hang(cleo, "A fundraiser", kind=Listing.Kind.FUNDRAISER)
    assert beside.work_of_the_day() is None


def test_a_work_that_is_taken_down_is_gone_at_once(cleo: User) -> None:
    work = hang(cleo, "Wild ruins")
    assert beside.work_of_the_day() == work
    listings.withdraw(work)
    assert beside.work_of_the_day() is None


def test_another_day_brings_another_work(cleo: User, clock: Any) -> None:
    made = {hang(cleo, title) for title in ("One", "Two", "Three")}
    seen = set()
    for _ in range(3):
        seen.add(beside.work_of_the_day())
        clock.shift(timedelta(days=1))
    assert seen == made
