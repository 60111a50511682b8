"""A thread at once: what is said, changed, read and typed is heard; who may not read it is cut off."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser
from redis.exceptions import ConnectionError as RedisAway

from accounts import companies
from accounts.models import Membership
from projects import proposals, talks
from social.models import Message, Reader
from social.talk import live, sockets, threads
from tests import cast
from tests.accounts.running import joined
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """An open page of a thread, without a browser."""

    def __init__(self, user: Any, pk: Any, after: int = 0) -> None:
        scope = {"type": "websocket", "query_string": f"after={after}".encode(), "headers": [], "user": user,
                 "url_route": {"kwargs": {"pk": pk}}}  # fmt: skip
        self.wire = ApplicationCommunicator(sockets.ThreadSocket.as_asgi(), scope)

    async def open(self) -> "Page":
        await self.wire.send_input({"type": "websocket.connect"})
        assert (await self.wire.receive_output(5))["type"] == "websocket.accept"
        return self

    async def next(self) -> dict[str, Any]:
        return await self.wire.receive_output(5)

    async def hear(self) -> dict[str, Any]:
        heard = await self.next()
        assert heard["type"] == "websocket.send", heard
        return json.loads(heard["text"])

    async def hear_until(self, is_it: Any) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while not is_it(heard := await self.hear()):
                pass
            return heard

    async def say(self, said: Any) -> None:
        await self.wire.send_input(
            {"type": "websocket.receive", "text": said if isinstance(said, str) else json.dumps(said)}
        )

    async def close(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait()


@pytest.fixture
def people():
    cast.topics()
    return cast.ada(), cast.cleo()


@pytest.fixture
def thread(people):
    return talks.of_contract(contract_story.signed(*people))


def run(story_of_pages: Any) -> Any:
    return async_to_sync(story_of_pages)()


def has_lines(heard):
    return bool(heard.get("lines"))


def test_what_is_said_and_changed_is_heard(people, thread):
    ada, cleo = people

    async def tale():
        page = await Page(ada, thread.pk).open()
        assert (await page.hear())["lines"] == []
        message = await sync_to_async(threads.say)(thread, "Round two", by=cleo)
        said = await page.hear_until(has_lines)
        await sync_to_async(threads.edit)(message, "Round three", by=cleo)
        changed = await page.hear_until(has_lines)
        await page.close()
        return said, changed

    said, changed = run(tale)
    assert [line["number"] for line in said["lines"]] == [1]
    assert "Round two" in said["lines"][0]["html"]
    assert [line["number"] for line in changed["lines"]] == [1]
    assert "Round three" in changed["lines"][0]["html"]


def test_after_a_break_it_hears_everything_since(people, thread):
    ada, cleo = people
    first = threads.say(thread, "one", by=cleo)
    threads.say(thread, "two", by=cleo)
    threads.edit(first, "ONE", by=cleo)

    async def tale():
        page = await Page(ada, thread.pk, after=2).open()
        heard = await page.hear()
        await page.close()
        return heard

    heard = run(tale)
    assert (heard["pulse"], [line["number"] for line in heard["lines"]]) == (3, [1])


def test_after_a_long_break_it_is_told_to_load_anew(people, thread, monkeypatch):
    ada, cleo = people
    monkeypatch.setattr("social.talk.pages.AT_ONCE", 2)
    for n in range(4):
        threads.say(thread, f"{n}", by=cleo)

    async def tale():
        page = await Page(ada, thread.pk, after=1).open()
        heard = await page.hear()
        await page.close()
        return heard

    assert run(tale)["is_cut"]


def test_reading_and_typing_reach_the_other_side(people, thread):
    ada, cleo = people
    threads.say(thread, "Round two", by=cleo)

    async def tale():
        hers, his = await Page(cleo, thread.pk).open(), await Page(ada, thread.pk).open()
        await hers.hear()
        await his.hear()
        await his.say({"typing": True})
        typing = await hers.hear_until(lambda heard: "typing" in heard)
        await his.say({"read": 1})
        read = await hers.hear_until(lambda heard: heard.get("read"))
        await hers.close()
        await his.close()
        return typing, read

    typing, read = run(tale)
    assert typing == {"typing": "Ada Brandt"}
    assert read["read"].startswith("Read by Ada Brandt")
    assert Reader.objects.get(user=ada).unread == 0


@pytest.mark.parametrize("said", ["", "[", "[]", '{"read": "x"}', '{"read": -1}', '{"read": true}', "x" * 5000, "null"])
def test_what_makes_no_sense_is_not_heeded(people, thread, said):
    ada, _cleo = people

    async def tale():
        page = await Page(ada, thread.pk).open()
        await page.hear()
        await page.say(said)
        is_silent = await page.wire.receive_nothing(0.05)
        await page.close()
        return is_silent

    assert run(tale)


@pytest.mark.parametrize(("who", "code"), [("nobody", 4401), ("eve", 4403)])
def test_who_may_not_read_it_is_sent_away(people, thread, who, code):
    user = AnonymousUser() if who == "nobody" else cast.eve()

    async def tale():
        return await (await Page(user, thread.pk).open()).next()

    assert run(tale)["code"] == code


def test_a_thread_that_is_none_is_nobodys(people):
    async def tale():
        return await (await Page(people[0], uuid4()).open()).next()

    assert run(tale)["code"] == 4403


def test_who_leaves_the_company_hears_nothing_more_and_is_cut_off(people, monkeypatch):
    monkeypatch.setattr(sockets, "LOOK_EVERY", 0.05)
    ada, cleo = people
    ben = cast.ben()
    company = companies.found("Ridge Press", by=ada)
    joined(company, ben, by=ada)
    job = story.posted(ada)
    job.listing.owner = company.party
    job.listing.save()
    thread = talks.of_contract(proposals.accept(story.proposed(job, cleo), revision=1, by=ada).contract)

    async def tale():
        page = await Page(ben, thread.pk).open()
        await page.hear()
        await sync_to_async(Membership.objects.filter(user=ben).delete)()
        await sync_to_async(threads.say)(thread, "Between us", by=cleo)
        return await page.next()

    assert run(tale) == {"type": "websocket.close", "code": 4403}


def test_a_broker_that_is_away_does_not_undo_what_was_said(people, thread, monkeypatch):
    class Away:
        async def group_send(self, *_message):
            raise RedisAway

    monkeypatch.setattr(live, "_layer", Away)
    threads.say(thread, "kept", by=people[0])
    assert Message.objects.get().body == "kept"
