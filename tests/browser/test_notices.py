"""Notices as people meet them: at once in another browser, put off and put away, and as a digest in the morning."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts import people as profiles
from accounts.models import User
from marketplace.kit import outbox, timers
from projects.models import Project
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit
from tests.projects import story
from tests.social import telling

pytestmark = pytest.mark.django_db(transaction=True)
CENTRE, CHOICES = reverse("social:notices"), reverse("social:settings")


@pytest.fixture
def people() -> tuple[User, User, User]:
    """Ada who hires, Cleo and Eve who answer."""
    cast.topics()
    return cast.ada(), cast.cleo(), cast.eve()


@pytest.fixture
def job(people: tuple[User, User, User]) -> Project:
    """What Ada wants done."""
    return story.posted(people[0])


@pytest.fixture
def live(live_server: object, settings: Settings) -> Iterator[None]:
    """Sockets beside the pages."""
    with sockets.running(settings):
        yield


def aside(act: Callable[[], Any]) -> Any:
    """Do it beside the browser's own loop, in which nothing can be pushed to open pages."""
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(act).result()
        beside.submit(lambda: connection.close()).result()  # the other thread's own
    return done


@pytest.mark.usefixtures("live")
def test_who_follows_and_watches_hears_of_it_in_an_open_page(visit: Visit, people: tuple[User, ...]) -> None:
    ada, cleo, _eve = people
    profiles.publish_profile(ada.party.profile, by=ada)
    page = visit(ada.party.get_absolute_url(), by=cleo)
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Follow")).to_have_attribute("aria-pressed", "true")
    page.goto(CENTRE)
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    job = aside(lambda: story.posted(ada))
    aside(telling.deliver)
    expect(page.get_by_text("Ada Brandt posted a job")).to_be_visible()
    expect(page.get_by_label("Notices, 1 unread")).to_be_visible()
    page.goto(job.get_absolute_url())
    page.get_by_role("button", name="Watch").click()
    expect(page.get_by_role("button", name="Watch")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_text("You hear of every change.")).to_be_visible()


def test_a_notice_is_put_off_put_away_and_taken_back(visit: Visit, people: tuple[User, ...], job: Project) -> None:
    ada, cleo, _eve = people
    story.proposed(job, cleo)
    page = visit(CENTRE, by=ada, script=False)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Tomorrow morning").click()
    expect(page.get_by_text("It comes back on")).to_be_visible()
    page.get_by_role("link", name="Put off").click()
    page.get_by_role("button", name="Bring it back now").click()
    page.get_by_role("link", name="Everything", exact=True).click()
    page.get_by_role("button", name="Put away", exact=True).click()
    expect(page.get_by_text("Put away.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take it back").first.click()
    expect(page.get_by_text("sent a proposal for")).to_be_visible()


@pytest.mark.urls("tests.kit.mail_urls")
def test_the_digest_comes_in_the_morning_and_ends_with_one_click(
    visit: Visit, people: tuple[User, ...], job: Project, settings: Settings, site_url: str
) -> None:
    settings.EMAIL_BACKEND, settings.SITE_URL = "marketplace.local.mail.KeptMail", site_url
    ada, cleo, eve = people
    page = visit(CHOICES, by=ada)
    page.get_by_label("Your work, by mail").select_option(label="Every morning")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    story.proposed(job, cleo)
    story.proposed(job, eve, 650)
    with time_machine.travel(datetime(2100, 1, 1, 7, 0, tzinfo=UTC)):
        timers.run_due()
        outbox.deliver()
    page.goto("/mail/")
    page.get_by_role("link", name="Your day: 1 notice").click()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("link", name="Eve Stone and Cleo Marsh sent proposals for")).to_be_visible()
    page.goto(letter.get_by_role("link", name="No more of these mails").get_attribute("href") or "")
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="No more of these mails")).to_be_visible()
    page.goto(CHOICES)
    expect(page.get_by_label("Your work, by mail")).to_have_value("")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit,
    violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    people: tuple[User, ...],
    job: Project,
) -> None:
    ada, cleo, eve = people
    story.proposed(job, cleo)
    story.proposed(job, eve, 650)
    pages = [CENTRE, f"{CENTRE}?show=archived", CHOICES, reverse("social:family", args=["work"])]
    wrong = []
    for path in pages:
        page = visit(path, by=ada, width=390, scheme="dark")
        for details in page.locator("main details").all():
            details.evaluate("details => { details.open = true }")
        wrong += [f"{path} {found}" for found in violations(page)]
        wrong += [f"{path} is too wide"] if overflow(page) > 0 else []
    assert wrong == []
