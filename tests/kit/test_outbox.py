"""What is told to the outside: written with the act, delivered after it, never lost and not twice."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from marketplace.kit import clock as now_of
from marketplace.kit import outbox
from marketplace.kit.models import OutboxMessage


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """A kind of message, "card", and the keys of those that went out."""
    out: list[str] = []
    outbox.delivers("card")(lambda key, **payload: out.append(key))
    yield out
    del outbox._deliverers["card"]


@pytest.fixture
def delivered_by() -> Iterator[Callable[..., None]]:
    """Let a function deliver the kind "card" for this test."""
    yield lambda deliverer: outbox.delivers("card")(deliverer)
    outbox._deliverers.pop("card", None)


def no_ink(key: str) -> None:
    raise RuntimeError("no ink")


class TestOutbox:
    def test_a_message_goes_out_once(self, db, sent):
        outbox.put("card", "c-1")
        assert (outbox.deliver(), outbox.deliver(), sent) == (1, 0, ["c-1"])

    def test_the_same_key_is_not_sent_again_even_after_delivery(self, db, sent):
        outbox.put("card", "c-1")
        outbox.deliver()
        outbox.put("card", "c-1")
        outbox.deliver()
        assert sent == ["c-1"]

    def test_a_rolled_back_act_tells_nobody(self, transactional_db, sent):
        with transaction.atomic():
            outbox.put("card", "c-1")
            transaction.set_rollback(True)
        assert (outbox.deliver(), sent) == (0, [])

    def test_it_is_delivered_as_soon_as_the_act_commits(self, transactional_db, sent):
        with transaction.atomic():
            outbox.put("card", "c-1")
            assert sent == []
        assert sent == ["c-1"]

    def test_a_kind_that_nothing_delivers_is_refused_when_it_is_put(self, db):
        with pytest.raises(outbox.UnknownMessage):
            outbox.put("nonsense", "c-1")

    def test_many_are_put_in_one_statement(self, db, sent, django_assert_num_queries):
        with django_assert_num_queries(1):
            outbox.put_many("card", {f"c-{number}": {} for number in range(100)})


class TestADeliveryThatFails:
    def test_it_stops_no_other_and_keeps_its_error(self, db, delivered_by):
        delivered_by(lambda key: no_ink(key) if key == "bad" else None)
        outbox.put("card", "bad")
        outbox.put("card", "good")
        assert outbox.deliver() == 1
        assert "no ink" in OutboxMessage.objects.get(key="bad").error

    def test_it_is_tried_again_after_a_pause(self, db, delivered_by, clock):
        tries: list[str] = []
        delivered_by(lambda key: (tries.append(key), no_ink(key)))
        outbox.put("card", "c-1")
        outbox.deliver()
        outbox.deliver()
        clock.shift(timedelta(seconds=30))
        outbox.deliver()
        assert len(tries) == 2

    def test_after_twelve_attempts_it_waits_for_a_person(self, db, delivered_by, clock):
        delivered_by(no_ink)
        outbox.put("card", "c-1")
        for _attempt in range(12):
            outbox.deliver()
            clock.shift(timedelta(hours=1))
        assert outbox.dead().count() == 1
        assert not outbox.waiting().exists()

    def test_a_dead_message_can_be_tried_again(self, db, sent):
        outbox.put("card", "c-1")
        OutboxMessage.objects.update(dead_at=now_of.now(), attempts=12)
        assert (outbox.deliver(), outbox.revive(outbox.dead()), outbox.deliver(), sent) == (0, 1, 1, ["c-1"])


def test_two_workers_send_each_message_once(two_connections, delivered_by):
    out: list[str] = []
    delivered_by(lambda key: (out.append(key), time.sleep(0.005)))
    OutboxMessage.objects.bulk_create(OutboxMessage(kind="card", key=f"c-{number}") for number in range(50))
    done = two_connections(outbox.deliver, outbox.deliver)
    assert len(out) == len(set(out)) == sum(done) == 50
    assert min(done) > 0


def test_delivered_messages_are_forgotten_after_a_month(db, sent, clock):
    outbox.put("card", "c-1")
    outbox.deliver()
    clock.shift(timedelta(days=30))
    assert outbox.tidy() == 0
    clock.shift(timedelta(seconds=1))
    assert outbox.tidy() == 1


def test_the_worker_knows_every_task_that_the_clock_asks_for():
    from marketplace.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
