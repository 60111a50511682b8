"""Boards at once: who may listen, what is told in which order, what after a break, who is cut off."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import AnonymousUser

from accounts import companies
from accounts.models import Membership
from projects.boards import cards, columns, hub, live, telling
from projects.boards.columns import Shape
from tests import cast
from tests.projects import board_story, contract_story
from tests.projects.board_page import BoardPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    cast.topics()
    return cast.ada(), cast.cleo()


@pytest.fixture
def board(people):
    return board_story.board_of(contract_story.signed(*people))


def playing(story):
    return async_to_sync(story)()


add = sync_to_async(board_story.added)


def test_each_change_is_told_in_order_with_the_face_of_the_card(board, people):
    ada, cleo = people

    async def story():
        page = await BoardPage(ada, board.contract_id).open()
        card = await add(board, "Set the index", by=cleo)
        first = await page.told()
        await sync_to_async(cards.move)(card, to=await sync_to_async(board_story.column)(board, 3), by=cleo)
        second = await page.told()
        await page.close()
        return first, second

    first, second = playing(story)
    assert (first["last"], second["last"]) == (1, 2)
    assert "Set the index" in first["cards"][0]["html"]
    assert "html" not in second["cards"][0]
    assert second["said"][0]["text"] == "Cleo Marsh moved “Set the index” from To do to Done."
    assert (first["mine"], first["said"][0]["by"]) == (ada.pk.hex, cleo.pk.hex)


def test_after_a_break_the_page_is_told_all_that_it_has_missed(board, people):
    for title in ("One", "Two", "Three"):
        board_story.added(board, title, by=people[1])

    async def story():
        page = await BoardPage(people[0], board.contract_id, after=1).open()
        told = await page.told()
        await page.close()
        return told

    told = playing(story)
    assert told["last"] == 3
    assert [one["text"] for one in told["said"]] == [
        "Cleo Marsh added “Two” to To do.", "Cleo Marsh added “Three” to To do.",
    ]  # fmt: skip


def test_who_has_missed_very_much_takes_the_board_anew(board, people, monkeypatch):
    monkeypatch.setattr(telling, "MOST", 2)
    for title in ("One", "Two", "Three"):
        board_story.added(board, title, by=people[1])
    told = telling.since(board.pk, 0, [""])
    assert (told.last, '"isStale": true' in told.texts[""]) == (3, True)


def test_a_changed_column_lets_the_page_fetch_its_columns(board, people):
    columns.add(board, Shape("Print"), by=people[0])
    assert '"isStale": true' in telling.since(board.pk, 0, [""]).texts[""]


@pytest.mark.parametrize("after", ["nonsense", "-1", "99", "9" * 400, "%00"])
def test_a_number_that_is_none_is_told_nothing_twice(board, people, after):
    board_story.added(board, by=people[1])

    async def story():
        page = await BoardPage(people[0], board.contract_id, after=after).open()
        is_silent = await page.is_silent()
        await page.close()
        return is_silent or page

    playing(story)


def test_a_message_that_is_lost_loses_no_change(board, people, monkeypatch):
    monkeypatch.setattr(live, "push", lambda _board: None)
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.1)

    async def story():
        page = await BoardPage(people[0], board.contract_id).open()
        await add(board, by=people[1])
        told = await page.told()
        await page.close()
        return told

    assert playing(story)["last"] == 1


def test_a_stranger_and_an_anonymous_visitor_are_sent_away(board):
    eve = cast.eve()

    async def story():
        pages = [await BoardPage(user, board.contract_id).open() for user in (eve, AnonymousUser())]
        return [(await page.raw())["code"] for page in pages]

    assert playing(story) == [4403, 4401]


def test_who_is_removed_while_it_is_open_is_cut_off_and_told_nothing_more(board, people, monkeypatch):
    monkeypatch.setattr(hub, "FRESH", 0.0)
    ada, cleo = people
    ben = cast.ben()
    company = companies.found("Ridge Press", by=ada)
    held = Membership.objects.create(company=company, user=ben, rank=Membership.Rank.MEMBER)
    board.contract.client = company.party
    board.contract.save()

    async def story():
        page = await BoardPage(ben, board.contract_id).open()
        await add(board, "Before", by=cleo)
        before = await page.told()
        await sync_to_async(held.delete)()
        await add(board, "After", by=cleo)
        return before, await page.raw(), await page.is_silent()

    before, closed, is_silent = playing(story)
    assert before["last"] == 1
    assert (closed["type"], closed["code"], is_silent) == ("websocket.close", 4403, True)


def test_who_comes_while_the_hub_looks_is_not_cut_off(board, people):
    async def story():
        here = hub.hub()
        first = await BoardPage(people[0], board.contract_id).open()
        await first.sees("Ada Brandt")
        opened = here._boards[board.pk]
        (page,) = opened.pages
        looking = asyncio.create_task(here._look_at([opened]))
        await asyncio.sleep(0)  # the look is under way
        opened.pages.add(late := Late(people[1], board))
        await looking
        is_there = late in opened.pages and page in opened.pages
        opened.pages.discard(late)
        await first.close()
        return is_there

    assert playing(story)


class Late:
    """A page that came a moment ago, with a session that the look did not ask for."""

    session_key, at = "late", 0

    def __init__(self, user, board):
        self.user, self.board, self.contract = user, board.pk, board.contract_id

    async def show(self, text): ...

    async def tell(self, told): ...

    async def close(self, code): ...


def test_everybody_sees_who_is_here(board, people):
    async def story():
        first = await BoardPage(people[0], board.contract_id).open()
        await first.sees("Ada Brandt")
        second = await BoardPage(people[1], board.contract_id).open()
        await first.sees("Ada Brandt", "Cleo Marsh")
        await second.close()
        await first.sees("Ada Brandt")
        await first.close()

    playing(story)


def test_a_broker_that_is_away_does_not_undo_the_act(board, people, monkeypatch):
    class Away:
        async def group_send(self, *_message):
            raise OSError

    monkeypatch.setattr(live, "_layer", Away)
    board_story.added(board, by=people[1])
    assert board.cards.count() == 1
