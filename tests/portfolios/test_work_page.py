"""What the page of a work shows, and to whom."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import User
from marketplace.catalog.models import Listing, Topic
from portfolios import works
from portfolios.models import Media
from tests.portfolios.hanging import a_portfolio, a_work

PAGE = "/works/vik-1152/"


def read(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_its_label_names_medium_date_size_and_credit(client: Client, cleo: User) -> None:
    a_work(
        a_portfolio(cleo),
        kind_line="Oil paint on canvas",
        date_text="c.1820–5",
        year=1820,
        dimensions="371 x 737 mm",
        credit_line="Bequeathed by the maker",
        source_url="https://example.org/works/1",
    )
    page = read(client)
    for words in (
        "Oil paint on canvas",
        "c.1820–5",
        "371 x 737 mm",
        "Bequeathed by the maker",
        "https://example.org/works/1",
    ):
        assert words in page


def test_without_a_picture_it_says_that_the_cover_is_drawn(client: Client, cleo: User) -> None:
    work = a_work(a_portfolio(cleo))
    assert "There is no picture of this work here" in read(client)
    Media.objects.create(listing=work.listing, file="works/vik-1280.webp", width=1280, height=960, alt="A heath")
    assert "There is no picture of this work here" not in read(client)


def test_the_picture_it_is_about_is_loaded_first(client: Client, cleo: User) -> None:
    work = a_work(a_portfolio(cleo))
    Media.objects.create(listing=work.listing, file="works/vik-1280.webp", width=1280, height=960, alt="A heath")
    Media.objects.create(listing=work.listing, position=1, file="works/b-640.webp", width=640, height=480)
    main = read(client).split("<main")[1]
    assert main.count('fetchpriority="high"') == 1
    assert 'alt="A heath" width="1280" height="960" fetchpriority="high"' in main


def test_its_neighbours_are_the_works_beside_it_that_are_seen(client: Client, cleo: User) -> None:
    shown = a_portfolio(cleo)
    before, _here = a_work(shown, title="Before"), a_work(shown)
    works.hang(shown, title="Not yet", by=cleo)
    after = a_work(shown, title="After")
    response = client.get(PAGE)
    assert (response.context["before"], response.context["after"]) == (before, after)


def test_it_is_not_there_once_it_is_withdrawn(client: Client, cleo: User, client_of: Callable[[User], Client]) -> None:
    works.withdraw(a_work(a_portfolio(cleo)), by=cleo)
    assert client.get(PAGE).status_code == 404
    assert client_of(cleo).get(PAGE).status_code == 200


def test_a_sample_says_so_with_its_source(client: Client, cleo: User) -> None:
    work = a_work(a_portfolio(cleo), sample_note="Title and date are facts; the cover is ours.")
    Listing.objects.filter(pk=work.pk).update(is_sample=True)
    page = read(client)
    assert "Sample." in page
    assert "Title and date are facts; the cover is ours." in page


def test_machines_read_that_it_is_an_artwork_and_part_of_a_whole(
    client: Client, cleo: User, topics: dict[str, Topic]
) -> None:
    a_work(a_portfolio(cleo), topics["design"], kind_line="Photograph", year=2024, body="</script><b>")
    block = read(client).split('<script type="application/ld+json">')[1].split("</script>")[0]
    work, crumbs = json.loads(block)["@graph"]
    assert work["@type"] == "VisualArtwork"
    assert work["isPartOf"]["name"] == "Low sun"
    assert [step["name"] for step in crumbs["itemListElement"]] == ["Works", "Design", "Low sun", "Vík, 11:52"]


def test_a_wall_of_twenty_takes_no_more_queries_than_one_of_two(
    client: Client, cleo: User, topics: dict[str, Topic], queries: Callable[[Callable[[], Any]], int]
) -> None:
    shown = a_portfolio(cleo)
    a_work(shown, topics["design"])
    a_work(shown, topics["design"], title="After")
    few = queries(lambda: client.get(PAGE))
    for number in range(18):
        a_work(shown, topics["design"], title=f"Work {number}")
    assert queries(lambda: client.get(PAGE)) == few <= 12
