"""What the page of a portfolio shows, and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from marketplace.catalog.models import Topic
from marketplace.kit import clock
from portfolios import portfolios
from portfolios.models import Credit, Media
from tests.portfolios.hanging import a_portfolio, a_work

PAGE = "/portfolios/low-sun/"


def read(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_the_story_the_works_and_their_maker(client: Client, cleo: User, topics: dict[str, Topic]) -> None:
    shown = a_portfolio(cleo, topics["book-design"], story="It began with *one* walk.")
    a_work(shown, kind_line="Photograph", year=2024, date_text="c.2024")
    page = read(client)
    assert "It began with <em>one</em> walk." in page
    assert 'href="/works/vik-1152/"' in page
    assert "Photograph, c.2024" in page
    assert f'href="{cleo.party.get_absolute_url()}"' in page


def test_it_is_not_there_for_strangers_before_it_is_published(
    client: Client, cleo: User, eve: User, client_of: Callable[[User], Client]
) -> None:
    portfolios.start(owner=cleo.party, title="Low sun", by=cleo)
    assert client.get(PAGE).status_code == 404
    assert client_of(eve).get(PAGE).status_code == 404
    assert "only you see this" in read(client_of(cleo))


def test_an_unpublished_page_is_kept_out_of_search_engines(cleo: User, client_of: Callable[[User], Client]) -> None:
    portfolios.start(owner=cleo.party, title="Low sun", by=cleo)
    assert '<meta name="robots" content="noindex">' in read(client_of(cleo))


def test_what_makers_write_runs_no_script(client: Client, cleo: User) -> None:
    bad = '<script>alert(1)</script>\n\n[here](javascript:alert(1)) <img src=x onerror="alert(1)">'
    a_portfolio(cleo, story=bad, title='Low sun</script><script>alert("t")</script>')
    page = read(client, "/portfolios/low-sunscriptscriptalerttscript/")
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page


def test_credits_name_members_only_after_they_agreed(client: Client, cleo: User, ada: User, ben: User) -> None:
    listing = a_portfolio(cleo).listing
    Credit.objects.create(listing=listing, party=ada.party, part="Layout", accepted_at=clock.now())
    Credit.objects.create(listing=listing, party=ben.party, part="Darkroom", position=1)
    Credit.objects.create(listing=listing, name="Jón", part="Printing", position=2)
    page = read(client)
    assert ada.party.name in page
    assert "Jón" in page
    assert ben.party.name not in page


def test_pictures_keep_their_place_and_open_large(client: Client, cleo: User) -> None:
    listing = a_portfolio(cleo).listing
    Media.objects.create(listing=listing, file="works/vik-1280.webp", width=1280, height=960, alt="A heath")
    page = read(client)
    assert 'srcset="/media/works/vik-640.webp 640w, /media/works/vik-1280.webp 1280w"' in page
    assert 'alt="A heath" width="1280" height="960" loading="lazy"' in page
    assert 'href="/media/works/vik-1280.webp" data-lightbox' in page


def test_a_long_wall_goes_on_behind_a_real_link(client: Client, cleo: User) -> None:
    shown = a_portfolio(cleo)
    for number in range(26):
        a_work(shown, title=f"Work number {number}")
    first = client.get(PAGE)
    assert len(first.context["works"]) == 24
    rest = client.get(PAGE, {"after": first.context["works"].next_cursor})
    assert [work.listing.title for work in rest.context["works"]] == ["Work number 24", "Work number 25"]


def test_it_leads_to_more_by_the_maker_and_to_others_on_the_subject(
    client: Client, cleo: User, eve: User, topics: dict[str, Topic]
) -> None:
    a_portfolio(cleo, topics["design"])
    hers = a_portfolio(cleo, topics["writing"], title="High tide")
    others = a_portfolio(eve, topics["book-design"], title="Grids")
    response = client.get(PAGE)
    near = response.context["near"]
    assert [found.id for found in near.by_the_same] == [hers.pk]
    assert [found.id for found in near.on_the_subject] == [others.pk]


def test_a_maker_without_a_public_page_is_named_and_not_linked(client: Client, cleo: User) -> None:
    portfolio = portfolios.start(owner=cleo.party, title="Low sun", by=cleo)
    portfolios.publish(portfolio, by=cleo)
    page = read(client)
    assert cleo.party.name in page
    assert f'href="{cleo.party.get_absolute_url()}"' not in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client: Client, cleo: User, method: str) -> None:
    a_portfolio(cleo)
    assert getattr(client, method)(PAGE).status_code == 405


def test_twenty_works_take_no_more_queries_than_one(
    client: Client, cleo: User, topics: dict[str, Topic], queries: Callable[[Callable[[], Any]], int]
) -> None:
    shown = a_portfolio(cleo, topics["design"])
    a_work(shown)
    few = queries(lambda: client.get(PAGE))
    for number in range(19):
        a_work(shown, topics["design"], title=f"Work {number}")
    assert queries(lambda: client.get(PAGE)) == few <= 12
