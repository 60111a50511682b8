"""A real Chromium against the running site. Each visit is a browser of its own; what it complains of fails the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from marketplace.local import browser as browsers

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What drives browsers: one in a process, because its loop runs in this thread."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the ORM is never called in that loop
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """One browser process for all tests of a worker."""
    browser = launch(driver)
    yield browser
    browser.close()


def launch(driver: Playwright, *more: str) -> Browser:
    """A Chromium, with further arguments of its own."""
    found = browsers.find(os.environ)
    assert found, "no Chromium: name one with CHROMIUM"
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return driver.chromium.launch(executable_path=str(found), args=[*root, *QUIET, *more])


class Loopback(LiveServer):
    """Bound by its number: a bare machine may not know the name localhost. The browser always does, and needs a name
    for passkeys."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.thread.port}"


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The site in a thread of this process."""
    server = Loopback("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def site_url(live_server: LiveServer) -> str:
    """Where the site is. Tests of pages that need no database override this: emptying it takes longer than they do."""
    return live_server.url


@pytest.fixture
def visit(chromium: Browser, site_url: str) -> Iterator[Visit]:
    """Open a page of the site: `visit("/discover/", width=390, scheme="dark", by=cleo)`.

    script=False turns JavaScript off; further keywords are Playwright's for a new context.
    """
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = 1280, scheme: str = "light", script: bool = True, by: User | None = None,
                  **more: Any) -> Page:  # fmt: skip
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            base_url=site_url,
            service_workers="block",
            bypass_csp=False,
            **more,
        )
        opened.append(context)
        if by:
            context.add_cookies([_session(by, site_url)])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)) if _is_ours(error) else None)
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert not complaints, "\n".join(complaints)


def _is_ours(error: Any) -> bool:
    """Chromium calls off its own transition between two pages when the second comes late; nothing of ours is wrong."""
    return not str(error).startswith(("Transition was aborted", "Transition was skipped"))


def _is_complaint(said: Any) -> bool:
    # Most tests run no sockets; a page that finds none tries again later and works without.
    quiet = ("Failed to load resource", "WebSocket connection to")
    return said.type == "error" and not said.text.startswith(quiet)


def _session(person: User, url: str) -> Any:
    client = Client()
    client.force_login(person)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page, all rules and best practices: one line for each place."""

    def check(page: Page) -> list[str]:
        page.wait_for_load_state("networkidle")
        # Through the debugger, not as a script element: the page's content policy stays in force.
        page.evaluate(AXE.read_text() + "; null")
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]

    return check


@pytest.fixture
def overflow() -> Callable[[Page], int]:
    """By how many pixels a page is wider than its window."""
    return lambda page: page.evaluate("document.documentElement.scrollWidth - innerWidth")
