"""The open pages of one process: one message for all, none held up by another, none left behind after a break."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.contrib.sessions.backends.db import SessionStore
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from marketplace.kit import clock as now_of
from social import hub as hubs
from social import lines, live
from social.models import Notice
from tests import cast
from tests.social import telling
from tests.social.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    telling.declare()
    monkeypatch.setattr(hubs, "PAUSE", 0.05)


class FakePage:
    """A page that notes what it is shown."""

    def __init__(self, user: User, *, session_key: str = "", line: asyncio.Event | None = None) -> None:
        self.user, self.session_key, self.line = user, session_key, line
        self.shown: list[dict[str, Any]] = []
        self.closed_with: list[int] = []
        self.caught_up = 0

    async def show(self, text: str) -> None:
        if self.line:
            await self.line.wait()
        self.shown.append(json.loads(text))

    async def catch_up(self) -> None:
        self.caught_up += 1

    async def close(self, code: int) -> None:
        self.closed_with.append(code)

    @property
    def texts(self) -> list[str]:
        return [line["text"] for message in self.shown for line in message["notices"]]


async def so(is_so: Any) -> None:
    """Let the loop go on until it is so, for at most five seconds."""
    async with asyncio.timeout(5):
        while not is_so():
            await asyncio.sleep(0.005)


def told(*people: User) -> list[Notice]:
    """One event, written for these people and pushed to their open pages."""
    rows = [Notice.objects.create(user=person, kind="waved", key="k", url="/") for person in people]
    live.push(rows)
    return rows


def run(story: Any) -> Any:
    return async_to_sync(story)()


def test_everybody_hears_of_an_event_through_one_message(monkeypatch):
    people, sent = [cast.ada(), cast.ben(), cast.eve()], []
    real = InMemoryChannelLayer.group_send

    async def group_send(self, *message):
        sent.append(message)
        await real(self, *message)

    monkeypatch.setattr(InMemoryChannelLayer, "group_send", group_send)

    async def story():
        pages = [FakePage(person) for person in people]
        for page in pages:
            await hubs.hub().join(page)
        rows = await sync_to_async(told)(*people)
        await so(lambda: all(page.shown for page in pages))
        for page in pages:
            await hubs.hub().leave(page)
        return [(page.shown[0]["notices"][0]["id"], page.shown[0]["unread"]) for page in pages], rows

    heard, rows = run(story)
    assert heard == [(str(row.pk), 1) for row in rows]
    assert len(sent) == 1


def test_what_a_thousand_pages_are_sent_takes_two_queries(django_assert_num_queries):
    people = [cast.ada(), cast.ben(), cast.eve()]
    here = {row.user_id: row.pk for row in told(*people)}
    with django_assert_num_queries(2):
        assert len(lines.of_event(here, dict.fromkeys(here, ""))) == 3


def test_two_pages_of_one_person_both_hear_and_one_that_left_does_not():
    ada = cast.ada()

    async def story():
        first, second, third = FakePage(ada), FakePage(ada), FakePage(ada)
        for page in (first, second, third):
            await hubs.hub().join(page)
        await hubs.hub().leave(third)
        await sync_to_async(told)(ada)
        await so(lambda: first.shown and second.shown)
        for page in (first, second):
            await hubs.hub().leave(page)
        return third.shown

    assert run(story) == []


def test_each_hears_in_their_own_language():
    ada, ben = cast.ada(), cast.ben()
    ben.language = "en"

    async def story():
        pages = [FakePage(ada), FakePage(ben)]
        for page in pages:
            await hubs.hub().join(page)
        await sync_to_async(told)(ada, ben)
        await so(lambda: all(page.shown for page in pages))
        for page in pages:
            await hubs.hub().leave(page)
        return [page.texts for page in pages]

    assert run(story) == [["Somebody waved."], ["Somebody waved."]]


def test_a_page_on_a_slow_line_holds_up_nobody():
    ada, ben = cast.ada(), cast.ben()

    async def story():
        line = asyncio.Event()
        slow, quick = FakePage(ada, line=line), FakePage(ben)
        for page in (slow, quick):
            await hubs.hub().join(page)
        await sync_to_async(told)(ada, ben)
        await so(lambda: quick.shown)
        before = list(slow.shown)
        line.set()
        await so(lambda: slow.shown)
        for page in (slow, quick):
            await hubs.hub().leave(page)
        return before

    assert run(story) == []


def test_when_the_broker_comes_back_every_page_catches_up(monkeypatch):
    ada, fails = cast.ada(), [True]
    real = InMemoryChannelLayer.receive

    async def receive(self, channel):
        if fails:
            fails.clear()
            raise RedisAway
        return await real(self, channel)

    monkeypatch.setattr(InMemoryChannelLayer, "receive", receive)

    async def story():
        page = FakePage(ada)
        await hubs.hub().join(page)
        await so(lambda: page.caught_up > 1)  # once when the hub began, once after the break
        await sync_to_async(told)(ada)
        await so(lambda: page.shown)
        await hubs.hub().leave(page)
        return page.texts

    assert run(story) == ["Somebody waved."]


def test_a_message_that_cannot_be_told_does_not_stop_the_next():
    ada = cast.ada()

    async def story():
        page = FakePage(ada)
        await hubs.hub().join(page)
        await get_channel_layer().group_send(live.EVERYBODY, {"type": "told", "told": {"nonsense": ""}})
        await sync_to_async(told)(ada)
        await so(lambda: page.shown)
        await hubs.hub().leave(page)
        return page.texts

    assert run(story) == ["Somebody waved."]


def test_a_page_whose_session_has_ended_is_closed(monkeypatch):
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.01)
    ada, running, ended = cast.ada(), SessionStore(), SessionStore()
    running.create(), ended.create()
    ended.delete()

    async def story():
        stays, goes = FakePage(ada, session_key=running.session_key), FakePage(ada, session_key=ended.session_key)
        for page in (stays, goes):
            await hubs.hub().join(page)
        await so(lambda: goes.closed_with)
        for page in (stays, goes):
            await hubs.hub().leave(page)
        return stays.closed_with, goes.closed_with[0]

    assert run(story) == ([], hubs.AGAIN)


def test_a_page_that_joins_while_the_broker_is_away_opens_all_the_same(monkeypatch):
    async def away(self, *_names):
        raise RedisAway

    monkeypatch.setattr(InMemoryChannelLayer, "group_add", away)
    ada = cast.ada()

    async def story():
        page = await Listener(ada).open()
        heard = await page.hear()
        await page.close()
        return heard["unread"]

    assert run(story) == 0


def test_what_a_page_shows_after_a_break_begins_a_little_before_it():
    ada = cast.ada()
    Notice.objects.create(user=ada, kind="waved", key="old", url="/", shown_at=now_of.now() - timedelta(minutes=1))

    async def story():
        page = await Listener(ada).open()
        cursor = (await page.hear())["cursor"]
        await page.close()
        await sync_to_async(told)(ada)
        again = await Listener(ada, f"after={cursor}").open()
        heard = await again.hear()
        await again.close()
        return len(heard["notices"]), heard["unread"]

    assert run(story) == (1, 2)
