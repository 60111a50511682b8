"""Listings on other people's pages: a frame, and the provider that says how to make one."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from tests.projects import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(ada: User, topics: Any) -> Listing:
    """A job that anybody may read."""
    return story.posted(ada).listing


def ask(client: Client, address: str, **more: Any) -> Any:
    return client.get("/oembed/", {"url": address, **more})


def test_a_program_is_told_how_to_show_a_page(client: Client, shown: Listing) -> None:
    said = ask(client, f"{settings.SITE_URL}{shown.url}", maxwidth=300).json()
    assert (said["type"], said["version"], said["title"], said["width"]) == ("rich", "1.0", shown.title, 300)
    assert f"/embed/{shown.pk}/" in said["html"]


def test_the_page_names_the_place_to_ask(client: Client, shown: Listing) -> None:
    assert b'type="application/json+oembed"' in client.get(shown.url).content


@pytest.mark.parametrize("path", ["/jobs/none/", "/", "\0", "?x"])
def test_what_is_no_listing_is_not_found(client: Client, path: str) -> None:
    assert ask(client, f"{settings.SITE_URL}{path}").status_code in {400, 404}


def test_pages_of_others_are_not_ours_to_show(client: Client, shown: Listing) -> None:
    assert ask(client, f"https://elsewhere.example{shown.url}").status_code == 404


def test_a_format_that_we_do_not_speak_is_said_so(client: Client, shown: Listing) -> None:
    assert ask(client, f"{settings.SITE_URL}{shown.url}", format="xml").status_code == 501


def test_the_frame_may_stand_anywhere_and_runs_nothing(client: Client, shown: Listing) -> None:
    page = client.get(f"/embed/{shown.pk}/")
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert shown.title in page.content.decode()
    assert b"<script" not in page.content
    assert b"<form" not in page.content


def test_what_is_out_of_sight_is_in_no_frame(client: Client, shown: Listing) -> None:
    listings.withdraw(shown)
    assert client.get(f"/embed/{shown.pk}/").status_code == 404
    assert ask(client, f"{settings.SITE_URL}{shown.url}").status_code == 404
