"""The site's public pages can be kept whole: an anonymous visitor gets nothing on them that is theirs alone."""

import pytest
from django.test import Client

from accounts import people
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.kit.pagecache import Drawn

PAGES = [
    "/",
    "/discover/",
    "/discover/?q=journal&kind=project",
    "/topics/",
    "/topics/design/",
    "/people/ada-brandt/",
    "/help/",
    "/terms/",
]


@pytest.fixture
def site(ada, topics) -> None:
    """A small site with something on each page."""
    people.publish_profile(ada.party.profile, by=ada)
    listing = listings.register("project", owner=ada.party, title="Layout for a journal")
    listings.publish(listing, Face(title=listing.title, url="/jobs/layout/", topics=[topics["design"]], is_open=True))


def drawn(client: Client, path: str) -> Drawn:
    """The answer, as the page cache judges it."""
    response = client.get(path)
    page = Drawn()
    cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    page(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_the_same_for_every_visitor(client, site, path):
    page = drawn(client, path)
    assert page.is_for_all(), page.headers


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_a_page_with_a_form_to_send_is_not(client, site, path):
    assert not drawn(client, path).is_for_all()


@pytest.mark.parametrize("path", PAGES)
def test_two_visitors_get_the_same_bytes(site, path):
    assert Client().get(path).content == Client().get(path).content
