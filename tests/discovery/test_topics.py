"""Topic pages: what a topic holds with all below it, the way to it, and what is near."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discovery import tallies
from marketplace.catalog import listings
from marketplace.catalog.models import Listing, Topic
from tests.discovery.publishing import job, many, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(topics: dict[str, Topic]) -> dict[str, Topic]:
    """A work and a job below design, and a translation."""
    published("A toolbox journal", topics=[topics["typesetting"]])
    job("Layout wanted", topics=[topics["book-design"]])
    published("A letter", topics=[topics["translation"]])
    tallies.recount()
    return topics


def test_a_topic_shows_every_kind_with_all_below_it(client: Client, shelf: dict[str, Topic]) -> None:
    html = client.get("/topics/design/").content.decode()
    assert "A toolbox journal" in html
    assert "Layout wanted" in html
    assert "A letter" not in html
    assert 'href="/discover/?kind=project&amp;topic=design"' in html


def test_it_shows_the_way_and_what_is_below_and_beside(client: Client, shelf: dict[str, Topic]) -> None:
    html = client.get("/topics/book-design/").content.decode()
    assert '<a href="/topics/design/">Design</a>' in html
    assert 'href="/topics/typesetting/" data-count="1"' in html
    assert "/topics/indesign/" not in html  # nothing in it


def test_counts_follow_what_is_published_and_withdrawn(shelf: dict[str, Topic]) -> None:
    counts = dict(Topic.objects.values_list("slug", "listing_count"))
    assert counts == {"design": 2, "book-design": 2, "typesetting": 1, "indesign": 0, "writing": 1, "translation": 1}
    listings.withdraw(Listing.objects.get(title="A letter"))
    tallies.count_topics()
    assert Topic.objects.get(slug="writing").listing_count == 0


def test_the_index_shows_the_tree_from_the_top(client: Client, shelf: dict[str, Topic]) -> None:
    html = client.get("/topics/").content.decode()
    assert '<a href="/topics/design/">Design</a>' in html
    assert 'href="/topics/translation/" data-count="1"' in html


def test_an_empty_topic_says_so_and_is_not_listed(client: Client, topics: dict[str, Topic]) -> None:
    html = client.get("/topics/indesign/").content.decode()
    assert "Nothing here yet" in html
    assert "noindex" in html


def test_a_topic_that_is_not_there_is_a_404(client: Client) -> None:
    assert client.get("/topics/nothing-here/").status_code == 404


def test_a_topic_takes_as_many_queries_for_twenty_as_for_one(
    client: Client, topics: dict[str, Topic], queries: Callable[[Callable[[], Any]], int]
) -> None:
    many(1, topics=[topics["typesetting"]])
    one = queries(lambda: client.get("/topics/design/"))
    many(20, topics=[topics["typesetting"]])
    assert queries(lambda: client.get("/topics/design/")) == one
    assert one <= 12
