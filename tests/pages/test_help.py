"""The help articles: all there, found by their words, and true in what they link to."""

import re

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from marketplace.pages.articles import GROUPS, helps, helps_in, paper
from marketplace.pages.search import search
from payments.pricelist import PriceList

ADDRESSES = re.compile(r"\]\((/[^)#?]*)")
PAPERS = ("terms", "privacy", "accessibility", "about")


def test_every_group_has_articles() -> None:
    assert {article.group for article in helps().values()} == set(GROUPS)
    assert len(helps()) >= 20


@pytest.mark.parametrize("slug", sorted(helps()))
def test_an_article_is_read_on_its_page(db: None, client: Client, slug: str) -> None:
    response = client.get(f"/help/{slug}/")
    assert response.status_code == 200
    assert helps()[slug].title in response.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("slug", sorted(helps()))
def test_an_article_is_short_enough_to_be_read(slug: str) -> None:
    article = helps()[slug]
    assert 40 < len(article.text.split()) < 400
    assert len(article.title) <= 48
    assert len(article.summary) <= 160


@pytest.mark.parametrize("text", [*helps().values(), *map(paper, PAPERS)], ids=lambda text: text.slug)
def test_links_of_ours_lead_somewhere(text: object) -> None:
    for address in ADDRESSES.findall(text.text):  # type: ignore[attr-defined]
        try:
            match = resolve(address)
        except Resolver404:
            pytest.fail(f"{address} leads nowhere")
        if match.view_name == "pages:article":
            assert match.kwargs["slug"] in helps()


def test_the_fee_on_raised_money_is_that_of_the_price_list(db: None) -> None:
    percent = PriceList.of_day().line("raised").schedule.first_percent
    assert f"the site keeps {percent} %" in helps_in("en")["fees"].text


def test_there_is_no_article_of_that_name(db: None, client: Client) -> None:
    assert client.get("/help/nothing-here/").status_code == 404


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("fees", "fees"),
        ("How much is the commission or fee?", "fees"),
        ("forgotten password", "sign-in"),
        ("SHORTLIST", "compare-proposals"),
        ("drawn cover", "covers"),
        ("Kéyboard shortcuts", "keyboard"),
        ("cookies", "your-data"),
    ],
)
def test_a_question_finds_its_article(question: str, slug: str) -> None:
    assert slug in [found.article.slug for found in search(question)][:2]


def test_the_sentence_that_answers_is_shown() -> None:
    found = next(found for found in search("Escape arrow keys") if found.article.slug == "portfolios-and-works")
    assert found.snippet == "The arrow keys step through all of them, and Escape leads back to where you were."


@pytest.mark.parametrize("question", ["", "   ", "the of and", "%%%", "zzzzqqq"])
def test_a_question_of_nothing_finds_nothing(question: str) -> None:
    assert search(question) == []


def test_what_is_asked_is_kept_in_the_field_and_runs_no_script(db: None, client: Client) -> None:
    page = client.get("/help/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_results_of_a_search_are_kept_out_of_search_engines(db: None, client: Client) -> None:
    assert "noindex" in client.get("/help/", {"q": "fees"}).content.decode()
    assert "noindex" not in client.get("/help/").content.decode()


@pytest.mark.parametrize("slug", sorted(helps()))
def test_every_article_is_there_in_german(db: None, client: Client, slug: str) -> None:
    article = helps_in("de")[slug]
    assert article.title != helps_in("en")[slug].title
    assert article.group == helps_in("en")[slug].group
    response = client.get(f"/help/{slug}/", headers={"accept-language": "de"})
    assert article.title in response.content.decode().replace("&#x27;", "'")


def test_a_question_in_german_is_answered_in_german(db: None, client: Client) -> None:
    page = client.get("/help/", {"q": "Wie stelle ich einen Auftrag ein?"}, headers={"accept-language": "de"})
    assert page.context["found"][0].article.slug == "post-a-job"
