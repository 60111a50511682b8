"""Portfolios, works, fundraisers and help in a real browser."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from fundraising.models import Disbursement, FinancialLine, Question
from marketplace.catalog.models import Topic
from portfolios.models import Media
from tests.browser.conftest import Visit
from tests.fundraising.raising import a_filing, a_fundraiser, a_reward, budget
from tests.portfolios.hanging import a_portfolio, a_work

PAGES = [
    "/portfolios/low-sun/",
    "/works/vik-1152/",
    "/fundraisers/daily-bread/",
    "/fundraisers/cape-codder/",
    "/help/",
    "/help/?q=fees",
    "/help/fees/",
    "/about/",
]


@pytest.fixture
def shown(cleo: User, eve: User, topics: dict[str, Topic], live_server: object) -> None:
    """One of each, with everything that its page can show."""
    portfolio = a_portfolio(
        cleo, topics["design"], story="## The brief\n\nOne walk a day.\n\n> Until the light was gone."
    )
    a_work(portfolio, topics["design"], kind_line="Photograph", year=2024, dimensions="40 × 60 cm")
    a_work(portfolio, topics["design"], title="Selfoss")
    for place in range(3):
        a_picture(portfolio.listing, place)
    fundraiser = a_fundraiser(
        cleo,
        topics["design"],
        record_raised_minor=128_000,
        record_backers=31,
        risks="Paper moves.",
        subject=portfolio.listing,
    )
    a_reward(fundraiser, limit=30, record_backers=12)
    a_reward(fundraiser, limit=4, record_backers=4)
    budget(fundraiser, 60_000, 40_000)
    Disbursement.objects.create(fundraiser=fundraiser, name="Paper", amount_minor=100_000, proof="the invoice")
    Question.objects.create(fundraiser=fundraiser, question="To the moon?", answer="Not yet.")
    filing = a_filing(eve)
    FinancialLine.objects.create(filing=filing, name="revenue", recent_minor=150, prior_minor=100)


def a_picture(listing: object, place: int) -> None:
    """A plain picture on the page of a listing."""
    drawn = BytesIO()
    Image.new("RGB", (640, 480), (40 * place, 90, 120)).save(drawn, "WEBP")
    name = default_storage.save(f"works/picture-{place}-640.webp", drawn)
    Media.objects.create(
        listing=listing,
        position=place,
        file=name,
        width=640,
        height=480,
        alt=f"Picture {place}",
        title=f"Number {place}",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_them(
    shown: None, visit: Visit, violations: Callable[[Page], list[str]], width: int, scheme: str
) -> None:
    found = {path: violations(visit(path, width=width, scheme=scheme)) for path in PAGES}
    assert not any(found.values()), found


def test_they_fit_a_narrow_screen(shown: None, visit: Visit, overflow: Callable[[Page], int]) -> None:
    wider = {path: overflow(visit(path, width=320)) for path in PAGES}
    assert max(wider.values()) <= 0, wider


def test_pictures_open_large_and_step_by_keys(shown: None, visit: Visit) -> None:
    page = visit("/portfolios/low-sun/")
    link = page.locator("a[data-lightbox]").first
    link.focus()
    page.keyboard.press("Enter")
    large = page.locator("dialog img")
    expect(large).to_have_attribute("alt", "Picture 0")
    page.keyboard.press("ArrowRight")
    expect(large).to_have_attribute("alt", "Picture 1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(large).to_have_attribute("alt", "Picture 2")
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(link).to_be_focused()


def test_without_script_the_same_links_open_the_pictures(shown: None, visit: Visit) -> None:
    page = visit("/portfolios/low-sun/", script=False)
    link = page.locator("a[data-lightbox]").nth(1)
    assert link.get_attribute("href") == "/media/works/picture-1-640.webp"
    with page.expect_response("**/media/works/picture-1-640.webp") as answer:
        link.click()
    assert answer.value.headers["content-type"] == "image/webp"


def test_the_tabs_follow_the_reader(shown: None, visit: Visit) -> None:
    page = visit("/fundraisers/daily-bread/")
    page.locator("#risks").evaluate("part => part.scrollIntoView()")
    expect(page.locator("[data-spy] [aria-current]")).to_have_text("Risks")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("[data-spy] [aria-current]")).to_have_text("Story")


def test_help_is_searched_without_script(shown: None, visit: Visit) -> None:
    page = visit("/help/", script=False)
    page.get_by_label("Search the help articles").fill("commission")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Fees").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fees")
