"""What programs read: suggestions, feeds, maps, robots.txt and the search's own description."""

from xml.etree import ElementTree as Tree

import pytest
from django.test import Client

from accounts import people
from accounts.models import User
from discovery import tallies, words
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Topic
from tests.discovery.publishing import job, many, published

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def known(topics: dict[str, Topic]) -> None:
    """Some titles and a topic, whose words the site has learnt."""
    published("Illustrated toolbox journal", topics=[topics["typesetting"]])
    published("Illustration of a heron")
    tallies.recount()
    words.learn_anew()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("illustrati", ["Illustration of a heron", "Illustrated toolbox journal"]),
        ("toolbox jour", ["Illustrated toolbox journal"]),
        ("jour toolbox", []),
        ("type", ["Typesetting"]),
        ("x", []),
        ("zzz", []),
    ],
)
def test_it_suggests_what_begins_as_was_typed(client: Client, known: None, typed: str, found: list[str]) -> None:
    response = client.get("/discover/suggest/", {"q": typed})
    texts = [piece.split("</span>")[0] for piece in response.content.decode().split("<span>")[1:]]
    assert texts == found
    assert "max-age=60" in response["Cache-Control"]


def test_suggestions_are_options_that_lead_somewhere(client: Client, known: None) -> None:
    html = client.get("/discover/suggest/?q=heron").content.decode()
    assert 'role="option"' in html
    assert 'href="/works/illustration-of-a-heron/"' in html


def test_a_suggestion_takes_few_queries(client: Client, known: None, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        client.get("/discover/suggest/?q=toolbox jour")


def test_a_feed_holds_the_newest_of_a_search(client: Client, topics: dict[str, Topic]) -> None:
    published("A letter", topics=[topics["translation"]], summary="Two <pages>")
    job("Letters wanted")
    feed = Tree.fromstring(client.get("/discover/feed/?kind=work").content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["A letter"]
    assert feed.findtext(f"{ATOM}entry/{ATOM}summary") == "Two <pages>"
    topic = Tree.fromstring(client.get("/topics/writing/feed/").content)
    assert len(list(topic.iter(f"{ATOM}entry"))) == 1


def test_a_feed_leaves_out_what_xml_does_not_know(client: Client) -> None:
    published("A\x0b\x1f letter\uffff", summary="Two\x08 pages")
    feed = Tree.fromstring(client.get("/discover/feed/?kind=work").content)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "A letter"
    assert feed.findtext(f"{ATOM}entry/{ATOM}summary") == "Two pages"


def test_a_person_s_feed_holds_what_they_published(client: Client, cleo: User) -> None:
    people.publish_profile(cleo.party.profile, by=cleo)
    published("By another", by="Maren Oduya")
    listing = listings.register("work", owner=cleo.party, title="By her")
    listings.publish(listing, Face(title="By her", url="/works/by-her/"))
    feed = Tree.fromstring(client.get("/people/cleo-marsh/feed/").content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["By her"]
    assert "/people/cleo-marsh/feed/" in client.get("/people/cleo-marsh/").content.decode()


def test_who_is_not_shown_has_no_feed(client: Client, cleo: User) -> None:
    assert client.get("/people/cleo-marsh/feed/").status_code == 404


def test_a_reader_that_has_the_feed_gets_it_once(client: Client) -> None:
    published("A letter")
    tag = client.get("/discover/feed/")["ETag"]
    assert client.get("/discover/feed/", headers={"If-None-Match": tag}).status_code == 304
    published("Another letter")
    assert client.get("/discover/feed/", headers={"If-None-Match": tag}).status_code == 200


def test_the_maps_hold_every_live_page_with_its_day(client: Client) -> None:
    many(3)
    index = Tree.fromstring(client.get("/sitemap.xml").content)
    places = [place.text or "" for place in index.iter(f"{MAP}loc")]
    assert any("sitemap-work.xml" in place for place in places)
    works = Tree.fromstring(client.get("/sitemap-work.xml").content)
    assert {place.text for place in works.iter(f"{MAP}loc")} == {
        f"http://127.0.0.1:8000/works/print-{n}/" for n in range(3)
    }
    assert all(place.findtext(f"{MAP}lastmod") for place in works.iter(f"{MAP}url"))


def test_the_map_of_topics_tells_when_something_below_each_changed(client: Client, topics: dict[str, Topic]) -> None:
    published("A journal", topics=[topics["typesetting"]])
    tallies.count_topics()
    with_day = Tree.fromstring(client.get("/sitemap-topics.xml").content)
    days = [place.findtext(f"{MAP}lastmod") for place in with_day.iter(f"{MAP}url")]
    assert days
    assert all(days)


def test_robots_learn_where_the_maps_are(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /settings/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_browsers_learn_how_to_search(client: Client) -> None:
    root = Tree.fromstring(client.get("/opensearch.xml").content)
    template = root.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert template is not None
    assert template.attrib["template"] == "http://127.0.0.1:8000/discover/?q={searchTerms}"
