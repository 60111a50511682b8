"""A board as two people use it at once: one drags, one moves by keys, and each sees the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from projects.boards import labels
from projects.models import Board
from tests import cast
from tests.browser import sockets
from tests.browser.conftest import Visit
from tests.projects import board_story, contract_story

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN_A_SECOND = 1000


@pytest.fixture
def people() -> tuple[User, User]:
    cast.topics()
    return cast.ada(), cast.cleo()


@pytest.fixture
def board(people: tuple[User, User]) -> Board:
    """Two cards, made beside the browser's own loop, in which nothing can be pushed to open pages."""
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(lambda: filled(people)).result()
        beside.submit(lambda: connection.close()).result()  # the other thread's own
    return made


def filled(people: tuple[User, User]) -> Board:
    made = board_story.board_of(contract_story.signed(*people))
    label = labels.add(made, name="Print", tone="sea", by=people[0])
    board_story.added(made, "Set the index", by=people[1], labels=[label])
    board_story.added(made, "Choose the paper", by=people[0], assignee=people[1])
    return made


@pytest.fixture
def live(live_server: object, settings: Settings) -> Iterator[None]:
    """Sockets beside the pages."""
    with sockets.running(settings):
        yield


def titles(page: Page, name: str) -> list[str]:
    """What stands in the column of this name."""
    found: list[str] = page.eval_on_selector_all(
        f"[data-name='{name}'] .board__title", "all => all.map((one) => one.textContent.trim())"
    )
    return found


def drag(page: Page, title: str, to: str) -> None:
    """With the mouse, in steps, as a hand does."""
    box = page.locator(".board__card", has_text=title).bounding_box()
    goal = page.locator(f"[data-name='{to}'] [data-cards]").bounding_box()
    assert box
    assert goal
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 20, steps=4)
    page.mouse.move(goal["x"] + 60, goal["y"] + 12, steps=8)
    page.mouse.up()


@pytest.mark.usefixtures("live")
def test_one_drags_the_other_moves_by_keys_and_each_sees_it(
    visit: Visit, people: tuple[User, User], board: Board
) -> None:
    ada, cleo = people
    hers, his = visit(board.get_absolute_url(), by=ada), visit(board.get_absolute_url(), by=cleo)
    for page in (hers, his):
        expect(page.locator("[data-here] > span")).to_have_count(2)
    drag(hers, "Set the index", "Doing")
    expect(his.locator("[data-name='Doing'] .board__title")).to_have_text("Set the index", timeout=WITHIN_A_SECOND)
    his.get_by_role("link", name="Choose the paper").focus()
    his.keyboard.press("Alt+ArrowRight")
    expect(his.locator("[data-said]")).to_have_text("Choose the paper: Doing, place 1 of 2")
    expect(hers.locator("[data-name='Doing'] .board__title")).to_have_text(
        ["Choose the paper", "Set the index"], timeout=WITHIN_A_SECOND
    )
    his.keyboard.press("Alt+ArrowDown")
    expect(hers.locator("[data-name='Doing'] .board__title")).to_have_text(
        ["Set the index", "Choose the paper"], timeout=WITHIN_A_SECOND
    )
    hers.reload()
    assert titles(hers, "Doing") == ["Set the index", "Choose the paper"]


@pytest.mark.usefixtures("live")
def test_a_new_card_is_there_for_both_and_the_field_stays(
    visit: Visit, people: tuple[User, User], board: Board
) -> None:
    hers, his = (visit(board.get_absolute_url(), by=person) for person in people)
    for page in (hers, his):
        expect(page.locator("[data-here] > span")).to_have_count(2)
    field = hers.get_by_label("A new card in To do")
    field.fill("Order proofs")
    field.press("Enter")
    for page in (hers, his):
        expect(page.locator("[data-name='To do'] .board__title").last).to_have_text("Order proofs", timeout=2000)
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_two_texts_at_once_both_stand_on_the_page(visit: Visit, people: tuple[User, User], board: Board) -> None:
    card = board.cards.get(title="Set the index")
    address = reverse("projects:edit_card", args=[card.pk])
    hers, his = (visit(address, by=person) for person in people)
    for page, words in ((hers, "Set the register"), (his, "Set the list of names")):
        page.get_by_label("Title").fill(words)
        page.get_by_role("button", name="Save").click()
    expect(his.get_by_role("heading", name="Somebody changed this card while you wrote")).to_be_visible()
    expect(his.locator(".both")).to_contain_text("Set the register")
    expect(his.locator(".both")).to_contain_text("Set the list of names")
    his.get_by_role("button", name="Save what I typed").click()
    expect(his.get_by_role("heading", name="Set the list of names")).to_be_visible()


def test_without_script_it_is_moved_by_a_form(visit: Visit, people: tuple[User, User], board: Board) -> None:
    page = visit(board.get_absolute_url(), by=people[0], script=False)
    card = page.locator(".board__card", has_text="Set the index")
    card.locator("summary").click()
    card.get_by_label("Move to").select_option(label="Done")
    card.get_by_role("button", name="Move").click()
    expect(page.get_by_text("“Set the index” is in Done.")).to_be_visible()
    assert titles(page, "Done") == ["Set the index"]


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visit,
    violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    people: tuple[User, User],
    board: Board,
) -> None:
    card = board.cards.get(title="Set the index")
    names = ["board", "board_list", "board_calendar", "board_activity", "board_archive", "board_setup", "import_board"]
    pages = [reverse(f"projects:{name}", args=[board.contract_id]) for name in names]
    pages += [card.get_absolute_url(), reverse("projects:edit_card", args=[card.pk]), reverse("projects:my_cards")]
    wrong = []
    for path in pages:
        page = visit(path, by=people[1], width=390, scheme="dark")
        for details in page.locator("main details").all():
            details.evaluate("details => { details.open = true }")
        wrong += [f"{path} {found}" for found in violations(page)]
        wrong += [f"{path} is too wide"] if overflow(page) > 0 else []
    assert wrong == []
