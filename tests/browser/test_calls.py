"""Calls between real browsers with a camera that shows moving bars: both see and hear the other, and leave again."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from projects import talks
from social.calls import calls
from social.models import Thread
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit, launch
from tests.projects import contract_story

pytestmark = pytest.mark.django_db(transaction=True)
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        "--auto-select-desktop-capture-source=Entire screen"]  # fmt: skip

# How many pixels of a small copy of the picture differ after a while: a still or black one has none.
MOVES = """async (video) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const look = () => (pen.drawImage(video, 0, 0, 64, 36), pen.getImageData(0, 0, 64, 36).data);
    const before = look();
    await new Promise((done) => setTimeout(done, 600));
    const now = look();
    return before.filter((value, place) => Math.abs(value - now[place]) > 24).length;
}"""


@pytest.fixture(scope="module")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """A browser with a camera and a microphone that are made up."""
    browser = launch(driver, *FAKE)
    yield browser
    browser.close()


@pytest.fixture
def people() -> tuple[User, User]:
    """Ada who hires and Cleo who works."""
    cast.topics()
    return cast.ada(), cast.cleo()


@pytest.fixture
def thread(people: tuple[User, User]) -> Thread:
    """Where they talk."""
    return talks.of_contract(contract_story.signed(*people))


@pytest.fixture
def live(live_server: object, settings: Settings) -> Iterator[None]:
    """Sockets beside the pages."""
    with sockets.running(settings):
        yield


def come_in(page: Page) -> None:
    page.get_by_role("button", name="Join the call").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()


def sees(page: Page, name: str) -> None:
    """The tile of this person moves."""
    tile = page.locator("call-person").filter(has_text=name)
    expect(tile).to_have_attribute("data-link", "on", timeout=20_000)
    video = tile.locator("video")
    page.wait_for_function(
        "([video]) => video.videoWidth > 0", arg=[video.element_handle()], timeout=15_000, polling=200
    )
    for _attempt in range(20):
        if video.evaluate(MOVES) > 20:
            return
    pytest.fail(f"the picture of {name} stands still")


@pytest.mark.usefixtures("live")
def test_two_see_each_other_share_a_screen_and_leave(visit: Visit, people: tuple[User, User], thread: Thread) -> None:
    ada, cleo = people
    first = visit(thread.get_absolute_url(), by=ada)
    second = visit(thread.get_absolute_url(), by=cleo)
    first.get_by_role("button", name="Call", exact=True).click()
    come_in(first)
    expect(first.get_by_text("You are alone.")).to_be_visible()
    second.get_by_role("log").get_by_role("link", name="Join the call").click()
    come_in(second)
    sees(first, "Cleo Marsh")
    sees(second, "Ada Brandt")
    first.keyboard.press("m")
    expect(first.get_by_role("button", name="Microphone")).to_have_attribute("aria-pressed", "false")
    theirs = second.locator("call-person")
    expect(theirs.get_by_text("Microphone off")).to_be_visible()
    first.get_by_role("button", name="Camera").click()
    expect(theirs).to_have_attribute("data-dark", "")
    first.get_by_role("button", name="Screen").click()
    expect(theirs).to_have_attribute("data-screen", "")
    first.get_by_role("button", name="Screen").click()
    expect(theirs).to_have_attribute("data-dark", "")
    first.get_by_role("button", name="Camera").click()
    sees(second, "Ada Brandt")
    second.get_by_role("button", name="Leave").click()
    expect(first.locator("call-person")).to_have_count(0)
    first.get_by_role("button", name="Leave").click()
    expect(first.get_by_text("Call, < 1 min: Ada Brandt, Cleo Marsh")).to_be_visible()


@pytest.mark.usefixtures("live")
def test_a_page_that_is_loaded_anew_sees_the_other_again(
    visit: Visit, people: tuple[User, User], thread: Thread
) -> None:
    call = calls.start(thread, by=people[0])
    first, second = (visit(call.get_absolute_url(), by=person) for person in people)
    come_in(first)
    come_in(second)
    sees(first, "Cleo Marsh")
    second.reload()
    come_in(second)
    sees(first, "Cleo Marsh")
    sees(second, "Ada Brandt")
    elsewhere = visit(call.get_absolute_url(), by=people[1])
    come_in(elsewhere)
    expect(second.get_by_text("You are in this call on another page now.")).to_be_visible()
    sees(elsewhere, "Ada Brandt")


def test_without_script_it_says_what_it_needs_and_leads_to_the_thread(
    visit: Visit, people: tuple[User, User], thread: Thread
) -> None:
    page = visit(thread.get_absolute_url(), by=people[0], script=False)
    page.get_by_role("button", name="Call", exact=True).click()
    said = page.locator("noscript .call__note")  # what is found by its text alone leaves out this element
    expect(said).to_be_visible()
    expect(said).to_contain_text("A call needs JavaScript")
    said.locator("a").click()
    assert page.url.endswith(thread.get_absolute_url())


def test_who_allows_nothing_reads_how_and_can_come_in(visit: Visit, people: tuple[User, User], thread: Thread) -> None:
    call = calls.start(thread, by=people[0])
    page = visit("/notices/", by=people[0])
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    page.goto(call.get_absolute_url())
    expect(page.get_by_text("This page may not use your camera or microphone.")).to_be_visible()
    expect(page.get_by_role("button", name="Join the call")).to_be_enabled()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit,
    violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    people: tuple[User, User],
    thread: Thread,
    width: int,
) -> None:
    call = calls.start(thread, by=people[0])
    page = visit(call.get_absolute_url(), by=people[0], width=width)
    expect(page.get_by_role("button", name="Join the call")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) <= 0
    stay = calls.join(call, by=people[0])
    calls.leave(call, by=people[0], seat=stay.seat)
    page.reload()
    expect(page.get_by_role("heading", name="This call has ended")).to_be_visible()
    assert violations(page) == []
