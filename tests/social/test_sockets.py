"""Notices at once: who may listen, what is heard, what is heard again after a break."""

from uuid import UUID

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser
from redis.exceptions import ConnectionError as RedisAway

from projects import talks
from social import kinds, live, notices
from social.models import Notice
from social.talk import threads
from tests import cast
from tests.projects import contract_story
from tests.social.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kind():
    kinds.declare("greeted", icon="mail", sentence="%(word)s", button="Look", is_mailed=False)


def tell(user, *words):
    for word in words:
        notices.tell([user], "greeted", key=word, url=f"/{word}/", word=word)


def listening(story):
    """Run a story of a page that listens: `await story(listen)`, where `listen(user, after)` opens a socket."""

    async def listen(user, after=""):
        return await Listener(user, f"after={after}").open()

    return async_to_sync(story)(listen)


def test_a_notice_is_heard_when_its_act_has_committed():
    ada = cast.ada()

    async def story(listen):
        socket = await listen(ada)
        assert (await socket.hear())["unread"] == 0
        await sync_to_async(tell)(ada, "hello")
        heard = await socket.hear()
        await socket.close()
        return heard

    heard = listening(story)
    assert (heard["unread"], heard["label"]) == (1, "Notices, 1 unread")
    (told,) = heard["notices"]
    assert told == {"id": str(Notice.objects.get().pk), "text": "hello", "url": "/hello/", "button": "Look"}


def test_nobody_hears_what_is_told_to_another():
    ada, eve = cast.ada(), cast.eve()

    async def story(listen):
        socket = await listen(eve)
        await socket.hear()
        await sync_to_async(tell)(ada, "secret")
        is_silent = await socket.is_silent()
        await socket.close()
        return is_silent

    assert listening(story)


def test_an_anonymous_visitor_is_sent_away():
    async def story(listen):
        socket = await listen(AnonymousUser())
        return await socket.raw()

    assert listening(story) == {"type": "websocket.close", "code": 4401}


def test_after_a_break_the_page_hears_what_it_has_missed():
    ada = cast.ada()

    async def story(listen):
        first = await listen(ada)
        cursor = (await first.hear())["cursor"]
        await first.close()
        await sync_to_async(tell)(ada, "one", "two")
        again = await listen(ada, after=cursor)
        heard = await again.hear()
        await again.close()
        return heard

    assert [told["text"] for told in listening(story)["notices"]] == ["one", "two"]


def test_what_was_long_before_is_not_said_again():
    ada = cast.ada()
    tell(ada, "old")
    minute_later = UUID(int=Notice.objects.get().pk.int + (60_000 << 80))

    async def story(listen):
        socket = await listen(ada, after=str(minute_later))
        heard = await socket.hear()
        await socket.close()
        return heard

    heard = listening(story)
    assert (heard["unread"], heard["notices"]) == (1, [])


def test_a_cursor_that_is_none_is_a_first_visit():
    ada = cast.ada()
    tell(ada, "old")

    async def story(listen):
        heard = []
        for cursor in ("", "nonsense", "%00", "0" * 400):
            socket = await listen(ada, after=cursor)
            heard += (await socket.hear())["notices"]
            await socket.close()
        return heard

    assert listening(story) == []


def test_what_a_page_sends_is_not_heeded():
    ada = cast.ada()

    async def story(listen):
        socket = await listen(ada)
        await socket.hear()
        await socket.say('{"read": "everything"}')
        is_silent = await socket.is_silent()
        await socket.close()
        return is_silent

    assert listening(story)


def test_a_broker_that_is_away_does_not_undo_the_act(monkeypatch):
    class Away:
        async def group_send(self, *_message):
            raise RedisAway

    monkeypatch.setattr(live, "_layer", Away)
    ada = cast.ada()
    tell(ada, "kept")
    assert Notice.objects.get().facts == {"word": "kept"}


def test_the_layer_of_a_test_is_its_own():
    assert type(get_channel_layer()).__name__ == "InMemoryChannelLayer"


def test_the_messages_that_wait_are_counted_on_every_page():
    ada, cleo = cast.ada(), cast.cleo()
    cast.topics()
    thread = talks.of_contract(contract_story.signed(ada, cleo))

    async def story(listen):
        page = await listen(ada)
        assert (await page.hear())["messages"] == 0
        await sync_to_async(threads.say)(thread, "Round two is in.", by=cleo)
        heard = await page.hear()
        assert (heard["messages"], heard["messages_label"], heard["notices"]) == (1, "Messages, 1 unread", [])
        await sync_to_async(threads.read)(thread, by=ada, up_to=1)
        assert (await page.hear())["messages"] == 0
        await page.close()

    listening(story)
