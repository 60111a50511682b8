"""Acts that happen by themselves: once, at their moment, whatever else fails."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from marketplace.kit import clock as now_of
from marketplace.kit import timers
from marketplace.kit.ids import uuid7
from marketplace.kit.models import Move, Timer

KEY = "p-1"


@pytest.fixture
def rings(db: None) -> Iterator[list[str]]:
    """A kind of timer, "bell", whose handler notes the key it was called with."""
    heard: list[str] = []
    timers.handles("bell")(lambda key, **payload: heard.append(key))
    yield heard
    del timers._handlers["bell"]


@pytest.fixture
def handled(db: None) -> Iterator[Callable[..., None]]:
    """Let a function handle the kind "bell" for this test."""
    yield lambda handler: timers.handles("bell")(handler)
    timers._handlers.pop("bell", None)


def in_a_day() -> Any:
    return now_of.now() + timedelta(days=1)


class TestTimers:
    def test_it_rings_at_its_moment_and_not_a_second_before(self, rings, clock):
        timers.set("bell", KEY, in_a_day())
        clock.shift(timedelta(days=1, seconds=-1))
        assert (timers.run_due(), rings) == (0, [])
        clock.shift(timedelta(seconds=1))
        assert (timers.run_due(), rings) == (1, [KEY])

    def test_it_rings_once(self, rings):
        timers.set("bell", KEY, now_of.now())
        timers.run_due()
        timers.run_due()
        assert rings == [KEY]

    def test_setting_it_again_moves_it(self, rings):
        timers.set("bell", KEY, now_of.now())
        timers.set("bell", KEY, in_a_day(), note="later")
        assert timers.run_due() == 0
        assert Timer.objects.get().payload == {"note": "later"}

    def test_it_says_who_set_it(self, rings, ada):
        timers.set("bell", KEY, in_a_day(), by=ada)
        assert Timer.objects.get().set_by == ada.pk

    def test_a_cancelled_one_does_not_ring(self, rings):
        timers.set("bell", KEY, now_of.now())
        timers.cancel("bell", KEY)
        assert timers.run_due() == 0

    def test_the_handler_gets_the_payload(self, handled):
        got: dict[str, Any] = {}
        handled(lambda key, **payload: got.update(payload))
        timers.set("bell", KEY, now_of.now(), project=uuid7(), times=3)
        timers.run_due()
        assert got["times"] == 3
        assert len(got["project"]) == 36

    def test_a_kind_that_nothing_handles_is_refused_when_it_is_set(self, db):
        with pytest.raises(timers.UnknownTimer, match="nonsense"):
            timers.set("nonsense", KEY, now_of.now())

    def test_two_handlers_of_one_kind_are_refused(self, rings):
        with pytest.raises(ValueError, match="bell"):
            timers.handles("bell")(print)


class TestAHandlerThatFails:
    def test_it_stops_no_other(self, handled):
        handled(fail_for("p-1"))
        timers.set("bell", "p-1", now_of.now() - timedelta(hours=1))
        timers.set("bell", "p-2", now_of.now())
        assert timers.run_due() == 1
        assert Timer.objects.get().key == "p-1"

    def test_its_error_is_kept_and_it_is_tried_again_later(self, handled, clock):
        handled(fail_for(KEY))
        timers.set("bell", KEY, now_of.now())
        timers.run_due()
        timer = Timer.objects.get()
        assert "RuntimeError: no ink" in timer.error
        assert timer.attempts == 1
        assert timer.try_at == now_of.now() + timedelta(seconds=30)

    def test_it_waits_longer_each_time(self, handled, clock):
        handled(fail_for(KEY))
        timers.set("bell", KEY, now_of.now())
        for pause in (30, 60, 120, 240):
            timers.run_due()
            assert Timer.objects.get().try_at - now_of.now() == timedelta(seconds=pause)
            clock.shift(timedelta(seconds=pause))

    def test_what_it_did_before_it_failed_does_not_stand(self, handled):
        def half(key: str) -> None:
            write_a_move()
            raise RuntimeError

        handled(half)
        timers.set("bell", KEY, now_of.now())
        timers.run_due()
        assert not Move.objects.exists()


class TestAHandlerThatTouchesItsOwnTimer:
    def test_it_may_set_itself_anew(self, handled):
        handled(lambda key: timers.set("bell", key, in_a_day()))
        timers.set("bell", KEY, now_of.now())
        assert timers.run_due() == 1
        assert Timer.objects.get().at > now_of.now()

    def test_it_may_cancel_itself(self, handled):
        handled(lambda key: timers.cancel("bell", key))
        timers.set("bell", KEY, now_of.now())
        assert timers.run_due() == 1
        assert not Timer.objects.exists()


class TestSeveralWorkers:
    def test_two_workers_ring_each_bell_once(self, two_connections, handled):
        handled(lambda key: (write_a_move(), time.sleep(0.005)))
        for number in range(50):
            timers.set("bell", number, now_of.now())
        done = two_connections(timers.run_due, timers.run_due)
        assert sum(done) == Move.objects.count() == 50
        assert min(done) > 0

    def test_a_worker_that_lost_its_lease_takes_back_what_it_did(self, two_connections, handled):
        """The first worker is so slow that the second takes over: the work of one of them stands, not of both."""
        handled(slow_the_first_time())
        timers.set("bell", KEY, now_of.now())
        after_the_lease = now_of.now() + timedelta(minutes=11)
        done = two_connections(timers.run_due, lambda: (time.sleep(0.2), timers.run_due(after_the_lease))[1])
        assert done == [0, 1]
        assert Move.objects.count() == 1

    def test_a_timer_moved_while_it_is_handled_does_not_ring(self, two_connections, handled):
        handled(lambda key: (write_a_move(), time.sleep(0.4)))
        timers.set("bell", KEY, now_of.now())
        done = two_connections(timers.run_due, lambda: (time.sleep(0.2), timers.set("bell", KEY, in_a_day()))[1])
        assert done == [0, None]
        assert not Move.objects.exists()

    def test_a_rolled_back_act_leaves_no_timer(self, transactional_db, rings):
        with transaction.atomic():
            timers.set("bell", KEY, now_of.now())
            transaction.set_rollback(True)
        assert timers.run_due() == 0


def test_the_due_timers_are_found_through_an_index(rings):
    Timer.objects.bulk_create(
        Timer(kind="bell", key=str(number), at=in_a_day(), try_at=in_a_day()) for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kit_timer")
    plan = Timer.objects.filter(try_at__lte=now_of.now()).order_by("try_at", "pk")[:20].explain()
    assert "timer_due" in plan


def fail_for(unlucky: str) -> Callable[..., None]:
    def handler(key: str) -> None:
        if key == unlucky:
            raise RuntimeError("no ink")

    return handler


def slow_the_first_time() -> Callable[..., None]:
    calls: list[str] = []

    def handler(key: str) -> None:
        calls.append(key)
        write_a_move()
        if len(calls) == 1:
            time.sleep(0.6)

    return handler


def write_a_move() -> None:
    """Any row will do."""
    Move.objects.create(subject_kind="test", subject_id=uuid7(), old="a", new="b")
