"""Two people talk: at once in two browsers, with files and second thoughts; without a script; on a phone."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from projects import talks
from projects.models import Contract
from social.talk import threads
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit
from tests.projects import contract_story

pytestmark = pytest.mark.django_db(transaction=True)
INBOX = reverse("social:messages")


@pytest.fixture
def people() -> tuple[User, User]:
    """Ada who hires and Cleo who works."""
    cast.topics()
    return cast.ada(), cast.cleo()


@pytest.fixture
def contract(people: tuple[User, User]) -> Contract:
    """What both have signed."""
    return contract_story.signed(*people)


@pytest.fixture
def live(live_server: object, settings: Settings) -> Iterator[None]:
    """Sockets beside the pages."""
    with sockets.running(settings):
        yield


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture on Cleo's disk."""
    kept = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(kept, "PNG")
    path = tmp_path / "bag.png"
    path.write_bytes(kept.getvalue())
    return path


def address(contract: Contract) -> str:
    return reverse("projects:messages", args=[contract.pk])


def send(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_label("Message", exact=True).press("Control+Enter")


@pytest.mark.usefixtures("live")
def test_two_talk_at_once(visit: Visit, people: tuple[User, User], contract: Contract, picture: Path) -> None:
    ada, cleo = people
    hers, his = visit(address(contract), by=cleo), visit(address(contract), by=ada)
    for page in (hers, his):
        expect(page.locator("[data-heard]")).to_be_attached()
    hers.get_by_label("Message", exact=True).press_sequentially("Round two", delay=20)
    expect(his.get_by_text("Cleo Marsh is writing…")).to_be_visible()
    hers.get_by_label("Attach files").set_input_files(picture)
    expect(hers.get_by_text("bag.png")).to_be_visible()
    hers.get_by_role("button", name="Send").click()
    for page in (his, hers):
        expect(page.get_by_role("log").get_by_text("Round two")).to_be_visible()
        expect(page.get_by_role("img", name="bag.png")).to_be_visible()
    expect(hers.get_by_text("Read by Ada Brandt")).to_be_visible()
    send(his, "Larger grams?")
    expect(hers.get_by_role("log").get_by_text("Larger grams?")).to_be_visible()
    his.get_by_role("link", name="Change", exact=True).click()
    his.get_by_label("Other words for your message").fill("Larger grams, please.")
    his.get_by_role("button", name="Save the change").click()
    expect(his.get_by_label("Other words for your message")).to_have_count(0)
    expect(hers.get_by_role("log").get_by_text("Larger grams, please.")).to_be_visible()
    hers.get_by_text("Edited", exact=True).click()
    expect(hers.get_by_text("Larger grams?", exact=True)).to_be_visible()


@pytest.mark.usefixtures("live")
def test_what_came_during_a_break_stands_there_afterwards(
    visit: Visit, people: tuple[User, User], contract: Contract
) -> None:
    ada, cleo = people
    hers, his = visit(address(contract), by=cleo), visit(address(contract), by=ada)
    send(hers, "Before the tunnel")
    expect(his.get_by_role("log").get_by_text("Before the tunnel")).to_be_visible()
    his.context.set_offline(True)
    his.evaluate("dispatchEvent(new Event('pagehide'))")
    send(hers, "In the tunnel")
    expect(hers.get_by_role("log").get_by_text("In the tunnel")).to_be_visible()
    his.context.set_offline(False)
    expect(his.get_by_role("log").get_by_text("In the tunnel")).to_be_visible(timeout=15_000)


def test_a_draft_outlives_the_page(visit: Visit, people: tuple[User, User], contract: Contract) -> None:
    page = visit(address(contract), by=people[1])
    page.get_by_label("Message", exact=True).fill("Half a thought")
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Half a thought")
    page.get_by_label("Enter sends").check()
    page.get_by_label("Message", exact=True).press("Enter")
    expect(page.get_by_role("log").get_by_text("Half a thought")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


def test_without_a_script_they_write_find_and_read(visit: Visit, people: tuple[User, User], contract: Contract) -> None:
    ada, cleo = people
    page = visit(contract.get_absolute_url(), by=cleo, script=False)
    page.get_by_label("Message", exact=True).fill("The tulip is on page nine.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log").get_by_text("The tulip is on page nine.")).to_be_visible()
    page = visit(INBOX, by=ada, script=False)
    page.get_by_label("Search all your messages").fill("tulips")
    page.get_by_label("Search all your messages").press("Enter")
    page.get_by_role("link", name="Cleo Marsh").click()
    expect(page.get_by_role("log").get_by_text("The tulip is on page nine.")).to_be_visible()


def test_a_file_gets_a_second_version(
    visit: Visit, people: tuple[User, User], contract: Contract, tmp_path: Path
) -> None:
    page = visit(reverse("projects:files", args=[contract.pk]), by=people[1])
    for words in ("one", "two"):
        path = tmp_path / "inks.txt"
        path.write_text(words)
        page.get_by_label("Add files").set_input_files(path)
        page.get_by_role("button", name="Add to the folder").click()
        expect(page.get_by_text("Added 1 file.")).to_be_visible()
    page.get_by_role("link", name="inks.txt").click()
    expect(page.get_by_role("heading", name="2 versions")).to_be_visible()
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_role("heading", name="3 versions")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit,
    violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    people: tuple[User, User],
    contract: Contract,
) -> None:
    ada, cleo = people
    thread = talks.of_contract(contract)
    message = threads.say(thread, "Round two " + "is-in" * 40, by=cleo)
    threads.edit(message, "Round three", by=cleo)
    threads.say(thread, "Fine.", by=ada)
    pages = [INBOX, f"{INBOX}?q=round", thread.get_absolute_url(), address(contract), contract.get_absolute_url(),
             reverse("projects:files", args=[contract.pk])]  # fmt: skip
    wrong = []
    for path in pages:
        page = visit(path, by=cleo, width=320, scheme="dark")
        wrong += [f"{path} {found}" for found in violations(page)]
        wrong += [f"{path} is too wide"] if overflow(page) > 0 else []
    assert wrong == []
