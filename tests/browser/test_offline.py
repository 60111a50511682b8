"""Without a network the reader is told so, in our own words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Loopback


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    """The site without a database: these pages ask it nothing."""
    running = Loopback("127.0.0.1")
    yield running
    running.stop()


def test_a_page_that_cannot_be_fetched_says_so_in_the_site_s_own_look(chromium: Browser, server: LiveServer) -> None:
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/shortcuts/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()  # from here on the worker sees what is asked for
    context.set_offline(True)
    page.goto("/accessibility/")
    expect(page.get_by_role("heading", name="You are not connected")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.lost')).display") == "grid"
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="You are not connected")).to_be_hidden()
    context.close()
