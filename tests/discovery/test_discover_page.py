"""The search page: what it shows of a search, what it says of a wrong address, and that it never fails."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as some

from accounts.models import User
from discovery import words
from discovery.search import params
from discovery.search.facets import FACETS
from marketplace.catalog import listings, shelf
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Found, Topic
from tests.discovery.publishing import fundraiser, job, many, published

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "", **headers: str) -> str:
    """The page as the browser gets it, on one line."""
    response = client.get(f"/discover/?{query}", headers=headers)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_shows_the_count_the_cards_and_the_tabs(client: Client) -> None:
    published("Letters to a shrink")
    job("Letters wanted")
    html = page(client, "q=letters")
    assert 'role="status">2 results<' in html
    assert "Letters to a shrink" in html
    assert 'Jobs <span class="tabs__count">1</span>' in html


def test_what_is_set_stands_in_place_and_as_a_chip(client: Client, topics: dict[str, Topic]) -> None:
    job("Poster", topics=[topics["typesetting"]], level="expert")
    html = page(client, "kind=project&topic=typesetting&level=expert&min=200&max=900")
    for box in ("f-topic-typesetting", "f-level-expert"):
        assert re.search(rf'id="{box}"[^>]* checked', html)
    chips = re.findall(r'class="chip chip--set" href="([^"]+)">([^<]+)', html)
    assert [label for _, label in chips] == ["Typesetting", "€200 to €900", "Expert"]
    assert 'name="min" inputmode="numeric" autocomplete="off" value="200"' in html
    assert "level=expert" not in chips[2][0]
    assert "topic=typesetting" in chips[2][0]


def test_clear_all_keeps_the_kind(client: Client) -> None:
    job("Poster", level="expert", is_remote=True)
    assert 'href="/discover/?kind=project">Clear all' in page(client, "kind=project&level=expert&place=remote")


def test_the_next_page_is_a_link_and_goes_on_where_this_one_ends(client: Client) -> None:
    many(30)
    first = page(client)
    following = re.search(r'href="([^"]+)" data-more="#cards">Show 24 more', first)
    assert following
    later = client.get(following[1].replace("&amp;", "&")).content.decode()
    assert "Print 0<" in later
    assert "Print 29<" not in later
    assert "Back to the start of the list" in later
    assert "30 of 30 shown" not in later


def test_a_mistyped_word_is_mended_and_the_reader_told(client: Client) -> None:
    published("Lettering")
    words.learn_anew()
    html = page(client, "q=lettring")
    assert "Showing results for <b>lettering</b>" in html
    assert "Lettering</a>" in html
    assert "exact=1" in html
    assert "Nothing found for “lettring”" in page(client, "q=lettring&exact=1")


def test_nothing_found_says_what_to_take_away_and_what_that_brings(client: Client) -> None:
    job("Poster", level="expert")
    published("Poster in ink")
    html = page(client, "q=poster&kind=project&level=entry")
    assert "Without Entry</span><b>1 result<" in html
    assert "Not only jobs" not in html  # that alone brings nothing
    assert "Without any filter</span><b>1 result<" in html


def test_a_wrong_address_is_put_right_and_the_reader_told(client: Client) -> None:
    published("Poster")
    html = page(client, "kind=car&level=wizard&min=abc&sort=luck&topic=none&utm_source=mail")
    assert "left out: kind, topic, level, min, sort." in html
    assert "Poster" in html


def test_prices_the_wrong_way_round_are_turned(client: Client) -> None:
    job("Poster", 50_000)
    assert "€400 to €900" in page(client, "min=900&max=400")


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("", True),
        ("kind=work", True),
        ("kind=work&place=DE", True),
        ("place=DE&level=expert", False),
        ("q=poster", False),
    ],
)
def test_search_engines_list_what_has_at_most_one_filter(client: Client, query: str, *, is_listed: bool) -> None:
    published("Poster", country="DE", level="expert")
    assert ("noindex" not in page(client, query)) == is_listed


def test_the_canonical_address_has_one_order_and_no_place(client: Client) -> None:
    published("Poster", country="DE", level="expert")
    html = page(client, "sort=rated&place=DE&kind=work&q=&money=EUR")
    assert '<link rel="canonical" href="http://127.0.0.1:8000/discover/?kind=work&amp;place=DE">' in html


def test_a_piece_is_sent_to_htmx_with_the_clean_address(client: Client) -> None:
    published("Poster")
    response = client.get("/discover/?q=poster&kind=&min=&sort=newest", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="results"' in html
    assert 'id="filter-groups" hx-swap-oob="true"' in html
    assert response["HX-Push-Url"] == "/discover/?q=poster&sort=newest"
    assert "HX-Request" in response["Vary"]


def test_prices_are_asked_in_the_currency_of_the_viewer(ben: User, client_of: Callable[[User], Client]) -> None:
    job("Poster", 50_000)
    User.objects.filter(pk=ben.pk).update(currency="GBP")
    assert "From GBP" in page(client_of(User.objects.get(pk=ben.pk)))


@pytest.mark.parametrize("query", ["", "q=print", "q=print&kind=work&place=DE&language=en", "topic=design"])
def test_it_takes_as_many_queries_for_twenty_as_for_one(
    client: Client, queries: Callable[[Callable[[], Any]], int], topics: dict[str, Topic], query: str
) -> None:
    many(1, country="DE", topics=[topics["typesetting"]])
    one = queries(lambda: page(client, query))
    many(20, country="DE", topics=[topics["typesetting"]])
    assert queries(lambda: page(client, query)) == one
    assert one <= 5


@pytest.mark.parametrize("price", ["0" * 12 + "9" * 5000, "0" * 12 + "9" * 12])
def test_a_price_beyond_all_prices_is_left_out(client: Client, price: str) -> None:
    published("Poster")
    assert "<a" in page(client, f"min={price}")
    asked = params.read(QueryDict(f"min={price}"))
    assert (asked.ask.prices, asked.left_out) == (None, ("min",))


def test_what_is_published_again_shows_its_new_face_at_once(client: Client) -> None:
    poster = published("Poster in ink")
    assert "Poster in ink" in page(client)
    listings.publish(poster, Face(title="Poster in oil", url=poster.url))
    assert "Poster in oil" in page(client)
    assert "Poster in ink" not in page(client)


def test_cards_take_one_query_however_many(django_assert_num_queries: Any) -> None:
    made = [*many(5), *(job(f"Poster {n}") for n in range(5)), *(fundraiser(f"Bread {n}", 10) for n in range(5))]
    with django_assert_num_queries(1):
        html = shelf.draw([Found(listing.pk, listing.updated_at) for listing in made])
    assert html.count("<article") == len(made)
    with django_assert_num_queries(0):
        assert shelf.draw([Found(listing.pk, listing.updated_at) for listing in made]) == html


NAMES = some.sampled_from([*FACETS, "q", "kind", "topic", "min", "max", "money", "sort", "after", "exact", "x"])
VALUES = some.one_of(
    some.text(max_size=40),
    some.sampled_from(
        ["project", "expert", "remote", "DE", "480", "now", "week", "1", "-1", "9" * 30, "EUR", "١٢", "\x00"]
    ),
)


@given(pairs=some.lists(some.tuples(NAMES, VALUES), max_size=8))
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_makes_it_fail(client: Client, pairs: list[tuple[str, str]]) -> None:
    query = urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs])
    assert client.get(f"/discover/?{query}").status_code == 200
    assert client.get(f"/discover/suggest/?{query}").status_code == 200
    assert client.get(f"/discover/feed/?{query}").status_code == 200
