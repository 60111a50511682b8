"""The site's own papers, and that they say what the software does."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from moneyed import Money

from marketplace.pages.articles import helps, paper
from payments import fees

PAPERS = ("terms", "privacy", "accessibility", "about")


@pytest.mark.parametrize("slug", PAPERS)
def test_a_paper_is_read_and_says_where_to_write(db: None, client: Client, slug: str) -> None:
    page = client.get(f"/{slug}/").content.decode()
    assert f"<h1>{paper(slug).title}</h1>" in page
    assert "mailto:post@" in page


@pytest.mark.parametrize("text", [*helps().values(), *map(paper, PAPERS)], ids=lambda text: text.slug)
def test_no_text_shouts_or_keeps_a_gap(text: object) -> None:
    words = text.text + text.summary  # type: ignore[attr-defined]
    assert "!" not in words
    assert "{" not in words


def test_the_cookies_that_are_named_are_those_that_are_set() -> None:
    words = paper("privacy").text
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert f"`{name}`" in words


def test_the_example_of_the_fee_is_what_the_schedule_says(db: None) -> None:
    schedule = fees.schedule()
    first = schedule.quote(Money("750", "EUR"))
    second = schedule.quote(Money("300", "EUR"), earned_before=Money("750", "EUR"))
    assert (first.fee.amount, first.net.amount, second.fee.amount) == (Decimal(125), Decimal(625), Decimal(30))
    for words in ("€750", "€625", "€30", "20 %", "10 %"):
        assert words in helps()["fees"].text


@pytest.mark.parametrize("owed", ["CC0", "ESCO", "O*NET", "CC BY 4.0", "Securities and Exchange Commission", "Tate"])
def test_sources_are_credited(owed: str) -> None:
    assert owed in paper("about").text
