"""Documents in a real browser: readable for everybody, at every width, in the dark and on paper."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from marketplace.kit import outbox
from payments import billing, escrow, paperwork
from tests.payments import deals as story
from tests.payments.deals import money

TITLE = "Typesetting of “The Winter Almanac”, four hundred pages with plates, notes and an index"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def papers(ada: User, cleo: User) -> list[str]:
    """Every page of documents after a deal of which a part was released, with the tax of a registered payee."""
    story.plugged()
    where = {"street": "Lange Reihe 14", "postcode": "20099", "city": "Hamburg", "country": "DE"}
    billing.change(cleo.party, by=cleo, is_business=True, adds_tax=True, vat_number="DE123456789", **where)
    hold = story.held(ada, cleo, "1234.50 EUR")
    hold.line.title = TITLE
    hold.line.save()
    part = escrow.release(hold, amount=money("400.00 EUR"), by=ada, key="release:1")
    outbox.deliver()
    found = [paperwork.now(kind, part.pk) for kind in ("release", "fee")]
    slug = cleo.party.slug
    pages = [
        "/documents/",
        "/documents/years/",
        f"/documents/years/{slug}/{part.at.year}/",
        f"/settings/billing/{slug}/",
    ]
    return [*pages, *[document.get_absolute_url() for document in found if document]]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_every_page_is_accessible_and_fits(
    papers: list[str], cleo: User, visit: Any, violations: Any, overflow: Callable[[Any], int], width: int, scheme: str
) -> None:
    page = visit(papers[0], width=width, scheme=scheme, by=cleo)
    for address in papers:
        page.goto(address)
        assert violations(page) == [], address
        assert overflow(page) <= 0, address


def test_a_document_prints_alone(papers: list[str], cleo: User, visit: Any) -> None:
    page = visit(papers[-1], by=cleo)
    page.emulate_media(media="print")
    assert page.locator(".sheet").is_visible()
    assert not page.locator(".document__acts").is_visible()
    assert not page.locator(".site-header").is_visible()


def test_the_pdf_is_fetched_without_script(papers: list[str], cleo: User, visit: Any) -> None:
    page = visit(papers[-2], by=cleo, script=False)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download PDF").click()
    assert fetched.value.suggested_filename.endswith(".pdf")
