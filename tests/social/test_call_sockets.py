"""Pages in a call, without browsers: who comes in, what passes between them, who is cut off."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from projects import talks
from social import blocks
from social.calls import calls, live, relays, signals, sockets
from social.models import Call, CallStay
from tests import cast
from tests.projects import contract_story

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = {"description": {"type": "offer", "sdp": "v=0"}}


class Page:
    """A page that is in a call."""

    def __init__(self, user: Any, pk: Any, seat: str = "") -> None:
        scope = {"type": "websocket", "query_string": f"seat={seat}".encode(), "headers": [], "user": user,
                 "url_route": {"kwargs": {"pk": pk}}}  # fmt: skip
        self.wire = ApplicationCommunicator(sockets.CallSocket.as_asgi(), scope)
        self.seat = ""

    async def open(self) -> "Page":
        await self.wire.send_input({"type": "websocket.connect"})
        assert (await self.wire.receive_output(5))["type"] == "websocket.accept"
        return self

    async def come_in(self) -> "Page":
        await self.open()
        self.seat = (await self.hear())["seat"]
        return self

    async def hear(self) -> dict[str, Any]:
        heard = await self.wire.receive_output(5)
        assert heard["type"] == "websocket.send", heard
        return json.loads(heard["text"])

    async def hear_until(self, is_it: Any) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while not is_it(heard := await self.hear()):
                pass
            return heard

    async def closed(self) -> int:
        async with asyncio.timeout(5):
            while (happened := await self.wire.receive_output(5))["type"] != "websocket.close":
                pass
            return happened["code"]

    async def say(self, said: Any) -> None:
        text = said if isinstance(said, str) else json.dumps(said)
        await self.wire.send_input({"type": "websocket.receive", "text": text})

    async def go(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait()


@pytest.fixture
def people():
    cast.topics()
    return cast.ada(), cast.cleo()


@pytest.fixture
def call(people):
    return calls.start(talks.of_contract(contract_story.signed(*people)), by=people[0])


def run(tale: Any) -> Any:
    return async_to_sync(tale)()


def has(n):
    return lambda heard: len(heard.get("people", ())) == n


def is_signal(heard):
    return "signal" in heard


async def both(call, ada, cleo):
    first = await Page(ada, call.pk).come_in()
    second = await Page(cleo, call.pk).come_in()
    await first.hear_until(has(2))
    return first, second


def test_both_hear_who_is_there_and_who_has_left(people, call):
    async def tale():
        ada, cleo = await both(call, *people)
        await cleo.say({"leave": True})
        code = await cleo.closed()
        left = await ada.hear_until(has(1))
        await ada.go()
        return code, left

    code, left = run(tale)
    assert code == sockets.OVER
    assert left["people"] == [{"seat": left["seat"], "name": "Ada Brandt", "me": True}]


def test_what_one_says_to_another_is_passed_on_with_the_true_sender(people, call):
    async def tale():
        ada, cleo = await both(call, *people)
        await ada.say({"to": cleo.seat, "signal": OFFER})
        heard = await cleo.hear_until(is_signal)
        seat = ada.seat
        await ada.go()
        await cleo.go()
        return heard, seat

    heard, seat = run(tale)
    assert heard == {"from": seat, "signal": OFFER}


def test_nothing_is_passed_on_out_of_the_call(people, call):
    async def tale():
        ada, cleo = await both(call, *people)
        await cleo.say({"leave": True})
        await cleo.closed()
        await ada.hear_until(has(1))
        for to in (cleo.seat, str(uuid4()), ada.seat):
            await ada.say({"to": to, "signal": OFFER})
        is_silent = await ada.wire.receive_nothing()
        await ada.go()
        return is_silent

    assert run(tale)


@pytest.mark.parametrize(
    "said",
    [
        "", "nonsense", "[]", "[" * 20_000, "null", {"to": "x"}, {"to": "\x00", "signal": OFFER},
        {"signal": OFFER}, {"to": 5, "signal": OFFER}, {"signal": {"html": "<b>"}}, {"signal": {**OFFER, "more": 1}},
        {"signal": {"description": {"type": "offer"}}}, {"signal": {"description": {"type": [], "sdp": ""}}},
        {"signal": {"candidate": {"candidate": {}}}}, {"signal": {"candidate": {"url": "x"}}},
        {"signal": {"state": {"mic": 1, "camera": True, "screen": True}}}, {"signal": None},
        {"signal": {"description": {"type": "offer", "sdp": "x" * signals.LETTERS}}}, {"leave": "yes"},
    ],
)  # fmt: skip
def test_what_has_another_shape_goes_nowhere(said):
    if isinstance(said, dict) and "signal" in said and "to" not in said and said["signal"] != OFFER:
        said = {"to": str(uuid4()), **said}
    assert signals.read(said if isinstance(said, str) else json.dumps(said)) is None


@pytest.mark.parametrize(
    "signal",
    [OFFER, {"candidate": {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": None}},
     {"state": {"mic": True, "camera": False, "screen": False}}],
)  # fmt: skip
def test_what_browsers_say_passes(signal):
    said = signals.read(json.dumps({"to": str(uuid4()), "signal": signal}))
    assert said is not None
    assert said.signal == signal


def test_who_says_too_much_at_once_is_sent_away_for_a_moment(people, call):
    async def tale():
        page = await Page(people[0], call.pk).come_in()
        for _number in range(signals.BURST + 20):
            await page.say("x")
        return await page.closed()

    assert run(tale) == sockets.TOO_FAST


def test_a_pace_fills_up_again():
    now = [0.0]
    pace = signals.Pace(lambda: now[0])
    assert all(pace.allows() for _number in range(signals.BURST))
    assert not pace.allows()
    now[0] = 1.0
    assert pace.allows()


def test_who_has_no_place_there_is_sent_away(people, call):
    async def tale():
        eve = await sync_to_async(cast.eve)()
        doors = [(AnonymousUser(), call.pk), (eve, call.pk), (people[0], uuid4())]
        return [await (await Page(user, pk).open()).closed() for user, pk in doors]

    assert run(tale) == [sockets.NOBODY, sockets.NOT_YOURS, sockets.NOT_YOURS]
    assert not CallStay.objects.exists()


def test_a_second_page_takes_the_place_of_the_first(people, call):
    async def tale():
        first, cleo = await both(call, *people)
        second = await Page(people[0], call.pk).come_in()
        code = await first.closed()
        heard = await cleo.hear_until(lambda heard: second.seat in [one["seat"] for one in heard.get("people", ())])
        await second.go()
        await cleo.go()
        return code, heard

    code, heard = run(tale)
    assert code == sockets.ELSEWHERE
    assert len(heard["people"]) == 2


def test_a_page_that_was_gone_for_a_moment_comes_back_to_its_seat(people, call):
    async def tale():
        ada, cleo = await both(call, *people)
        await ada.go()
        again = await Page(people[0], call.pk, seat=ada.seat).come_in()
        await again.say({"to": cleo.seat, "signal": OFFER})
        heard = await cleo.hear_until(is_signal)
        await again.go()
        await cleo.go()
        return ada.seat, again.seat, heard["from"]

    assert len(set(run(tale))) == 1


def test_who_may_no_longer_read_the_thread_is_cut_off(people, call, monkeypatch):
    monkeypatch.setattr(sockets, "BEAT_EVERY", 0.05)

    async def tale():
        ada, cleo = await both(call, *people)
        await sync_to_async(User.objects.filter(pk=people[1].pk).update)(is_active=False)
        code = await cleo.closed()
        left = await ada.hear_until(has(1))
        await ada.go()
        return code, left

    code, left = run(tale)
    assert code == sockets.NOT_YOURS
    assert [one["name"] for one in left["people"]] == ["Ada Brandt"]


def test_who_blocks_another_comes_in_no_more(people, call):
    blocks.block(people[0].party, by=people[1])

    async def tale():
        page = await Page(people[0], call.pk).open()
        return (await page.hear())["refused"], await page.closed()

    why, code = run(tale)
    assert "blocked" in why
    assert code == sockets.NOT_YOURS


def test_a_call_that_is_full_says_so(people, call, monkeypatch):
    monkeypatch.setattr(calls, "MOST", 1)

    async def tale():
        ada = await Page(people[0], call.pk).come_in()
        cleo = await Page(people[1], call.pk).open()
        refused, code = await cleo.hear(), await cleo.closed()
        await ada.go()
        return refused, code

    refused, code = run(tale)
    assert "1 people" in refused["refused"]
    assert code == sockets.FULL


def test_a_call_that_has_ended_opens_to_nobody(people, call):
    async def tale():
        ada = await Page(people[0], call.pk).come_in()
        await ada.say({"leave": True})
        await ada.closed()
        late = await Page(people[1], call.pk).open()
        await late.hear()
        return await late.closed()

    assert run(tale) == sockets.OVER
    assert Call.objects.get().is_over


def test_a_broker_that_is_away_costs_nobody_the_act(people, call, monkeypatch):
    class Away:
        async def group_send(self, group, message):
            raise RedisAway("gone")

    monkeypatch.setattr(live, "_layer", Away)
    assert calls.join(call, by=people[0]).left_at is None


class TestRelays:
    def test_none_is_asked_that_is_not_named(self):
        assert relays.servers("seat") == []

    def test_a_password_is_coturns_and_ends(self, settings, clock):
        settings.STUN_URL, settings.TURN_URL, settings.TURN_SECRET = ["stun:a"], ["turn:a"], "north"
        stun, turn = relays.servers("seat")
        assert stun == {"urls": ["stun:a"]}
        assert turn["username"] == "1795467600:seat"  # 23 November 2026, 21:00
        assert turn["credential"] == "kXagluCiFdrUvVB/dszyxAXJQl0="
