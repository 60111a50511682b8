"""Every component in every state holds up: for axe, on a small screen, by keyboard, without script, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Loopback, Visit

GUIDE = "/styleguide/"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    """The site without a database: these pages ask it nothing, and would fail if they did."""
    running = Loopback("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def site_url(server: LiveServer) -> str:
    return str(server.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(visit: Visit, violations: Callable[[Page], list[str]], width: int, scheme: str) -> None:
    assert violations(visit(GUIDE, width=width, scheme=scheme)) == []


@pytest.mark.parametrize("width", [320, 390, 640, 1280, 1920])
def test_nothing_scrolls_sideways(visit: Visit, overflow: Callable[[Page], int], width: int) -> None:
    assert overflow(visit(GUIDE, width=width)) <= 0


def test_the_first_tab_leads_past_the_header(visit: Visit) -> None:
    page = visit("/shortcuts/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_form_that_comes_back_shows_its_summary_first(visit: Visit) -> None:
    expect(visit(GUIDE, script=False).locator(".error-summary")).to_be_focused()


def test_a_line_of_the_summary_leads_to_its_field(visit: Visit) -> None:
    page = visit(GUIDE)
    page.get_by_role("link", name="The goal must be at least €500").click()
    expect(page.locator("#refused_goal")).to_be_focused()


def test_a_dialog_gives_the_focus_back(visit: Visit) -> None:
    page = visit(GUIDE)
    opener = page.get_by_role("link", name="Open a dialog")
    opener.click()
    expect(page.get_by_role("dialog", name="A specimen of a dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_the_menu_on_a_phone_opens_without_script(visit: Visit) -> None:
    page = visit("/shortcuts/", width=390, script=False)
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Menu", exact=True)).to_be_visible()


def test_a_switch_that_needs_script_is_not_shown_without_it(visit: Visit) -> None:
    expect(visit(GUIDE, script=False).locator(".site-header__scheme")).to_be_hidden()


def test_the_chosen_colours_are_remembered(visit: Visit) -> None:
    page = visit("/shortcuts/")
    page.locator(".site-header__scheme").click()
    page.reload(wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_what_is_printed_has_no_frame(visit: Visit) -> None:
    page = visit(GUIDE)
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".site-footer")).to_be_hidden()
    expect(page.get_by_role("heading", name="Style guide")).to_be_visible()


def test_nothing_moves_for_those_who_asked_for_it(visit: Visit) -> None:
    page = visit(GUIDE, reduced_motion="reduce")
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')]"
        ".map((element) => parseFloat(getComputedStyle(element).transitionDuration)))"
    )
    assert longest < 0.001


def test_forced_colours_keep_the_chosen_tab_and_the_progress(visit: Visit) -> None:
    page = visit(GUIDE, forced_colors="active")
    ruled = "getComputedStyle(document.querySelector('%s')).borderBlockEndColor"
    assert page.evaluate(ruled % ".tabs a[aria-current]") != page.evaluate(ruled % ".tabs a:not([aria-current])")
    assert page.evaluate("getComputedStyle(document.querySelector('progress')).borderTopWidth") == "1px"


class TestShortcuts:
    def test_a_slash_goes_to_the_search(self, visit: Visit) -> None:
        page = visit("/shortcuts/")
        page.keyboard.press("/")
        expect(page.locator("#site-search")).to_be_focused()

    def test_j_and_k_walk_through_the_cards(self, visit: Visit) -> None:
        page = visit(GUIDE)
        titles = page.locator(".card__title a")
        page.locator("main").focus()
        page.keyboard.press("j")
        expect(titles.nth(0)).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(titles.nth(0)).to_be_focused()

    def test_a_question_mark_shows_them_over_the_page(self, visit: Visit) -> None:
        page = visit(GUIDE)
        page.locator("main").focus()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()

    def test_they_do_nothing_while_one_types(self, visit: Visit) -> None:
        page = visit(GUIDE)
        page.locator("#id_brief").press_sequentially("a/b?")
        expect(page.locator("#id_brief")).to_have_value("a/b?")

    def test_they_can_be_turned_off(self, visit: Visit) -> None:
        page = visit("/shortcuts/")
        page.get_by_label("Use shortcuts").uncheck()
        page.reload()
        page.keyboard.press("/")
        expect(page.locator("#site-search")).not_to_be_focused()
        expect(page.get_by_label("Use shortcuts")).not_to_be_checked()

    def test_they_can_be_changed(self, visit: Visit) -> None:
        page = visit("/shortcuts/")
        page.get_by_role("textbox", name="Search", exact=True).fill("s")
        page.keyboard.press("Tab")
        page.reload()
        page.locator("main").focus()
        page.keyboard.press("s")
        expect(page.locator("#site-search")).to_be_focused()
