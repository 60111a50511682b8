"""Long breaks and wrong clocks: nothing is lost, nothing happens twice, nothing starves."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.kit import clock as now_of
from marketplace.kit import leases, outbox, timers, wall_clock
from marketplace.kit.models import OutboxMessage, Timer

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def rings(db: None) -> Iterator[list[str]]:
    """Every bell that rang. The key "broken" fails."""
    heard: list[str] = []

    def ring(key: str) -> None:
        if key == "broken":
            raise RuntimeError("no rope")
        heard.append(key)

    timers.handles("bell")(ring)
    yield heard
    del timers._handlers["bell"]


@pytest.fixture
def mornings(db: None) -> Iterator[list[datetime]]:
    """A bell for each morning at eight in Berlin; the moments at which it rang."""
    heard: list[datetime] = []

    def ring(key: str) -> None:
        heard.append(now_of.now())
        timers.set("morning", key, wall_clock.next_at(time(8), BERLIN, after=now_of.now()))

    timers.handles("morning")(ring)
    yield heard
    del timers._handlers["morning"]


class TestThreeDaysOfOutage:
    def test_what_came_due_runs_once_the_oldest_first(self, rings, clock):
        for hour in (50, 1, 70, 30):
            timers.set("bell", hour, now_of.now() + timedelta(hours=hour))
        clock.shift(timedelta(days=3))
        assert (timers.run_due(), timers.run_due()) == (4, 0)
        assert rings == ["1", "30", "50", "70"]

    def test_one_go_takes_a_bounded_number_and_the_next_the_rest(self, rings, clock):
        Timer.objects.bulk_create(
            Timer(kind="bell", key=str(n), at=now_of.now(), try_at=now_of.now()) for n in range(70)
        )
        clock.shift(timedelta(days=3))
        assert [timers.run_due(most=50), timers.run_due(most=50), timers.run_due(most=50)] == [50, 20, 0]
        assert len(set(rings)) == len(rings) == 70

    def test_a_daily_one_rings_once_and_not_for_each_day_it_slept_through(self, mornings, clock):
        timers.set("morning", "ada", now_of.now())
        clock.shift(timedelta(days=3))
        timers.run_due()
        assert (timers.run_due(), len(mornings)) == (0, 1)
        assert Timer.objects.get().at == datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


class TestAClockThatIsSetBack:
    def test_what_rang_does_not_ring_again(self, rings, mornings, clock):
        timers.set("bell", "once", now_of.now())
        timers.set("morning", "ada", now_of.now())
        timers.run_due()
        clock.shift(-timedelta(hours=5))
        assert (timers.run_due(), rings, len(mornings)) == (0, ["once"], 1)

    def test_what_a_dead_worker_had_taken_is_not_held_for_hours(self, rings, clock):
        timers.set("bell", "1", now_of.now() - timedelta(hours=8))
        leases.take(Timer.objects.all(), now=now_of.now(), most=1)
        clock.shift(-timedelta(hours=5))
        assert (timers.run_due(), rings) == (1, ["1"])

    def test_what_failed_is_tried_again_within_the_hour(self, rings, clock):
        timers.set("bell", "broken", now_of.now() - timedelta(hours=8))
        timers.run_due()
        clock.shift(-timedelta(hours=5))
        timers.run_due()
        assert Timer.objects.get().attempts == 2

    def test_what_is_not_due_yet_keeps_its_moment(self, rings, clock):
        timers.set("bell", "later", now_of.now() + timedelta(days=9))
        clock.shift(-timedelta(hours=5))
        assert timers.run_due() == 0
        assert Timer.objects.get().try_at == Timer.objects.get().at

    def test_a_message_that_was_put_later_than_now_goes_out(self, db, clock):
        outbox.delivers("card")(lambda key: None)
        OutboxMessage.objects.create(kind="card", key="c-1")
        clock.shift(-timedelta(hours=5))
        assert outbox.deliver() == 1
        del outbox._deliverers["card"]


class TestABatchThatTakesTooLong:
    def test_what_another_worker_sent_meanwhile_is_not_sent_again(self, db, clock):
        """The first of two takes as long as the lease lasts; meanwhile somebody else takes over the second."""
        sent: list[str] = []

        def slow(key: str) -> None:
            sent.append(key)
            OutboxMessage.objects.filter(key="b").update(delivered_at=now_of.now(), lease=None)
            clock.shift(leases.LENGTH)

        outbox.delivers("card")(slow)
        OutboxMessage.objects.bulk_create(OutboxMessage(kind="card", key=key) for key in "ab")
        outbox.deliver(most=2)
        del outbox._deliverers["card"]
        assert sent == ["a"]


class TestWallClock:
    def test_eight_in_the_morning_stays_eight_when_summer_time_ends(self):
        saturday = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
        sunday = wall_clock.next_at(time(8), BERLIN, after=saturday)
        assert sunday == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
        assert sunday - saturday == timedelta(hours=25)

    def test_an_hour_that_comes_twice_counts_once(self):
        first = wall_clock.next_at(time(2, 30), BERLIN, after=datetime(2026, 10, 24, 12, 0, tzinfo=UTC))
        assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert wall_clock.next_at(time(2, 30), BERLIN, after=first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)

    def test_an_hour_that_is_left_out_counts_an_hour_later(self):
        got = wall_clock.next_at(time(2, 30), BERLIN, after=datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
        assert got.astimezone(BERLIN).strftime("%d %H:%M") == "29 03:30"

    def test_a_weekday_is_waited_for(self):
        got = wall_clock.next_at(time(8), BERLIN, after=datetime(2026, 11, 23, 9, 0, tzinfo=UTC), weekday=0)
        assert got == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)

    def test_a_daily_timer_keeps_its_hour_through_a_year(self, mornings, clock):
        timers.set("morning", "ada", now_of.now())
        for _day in range(400):
            timers.run_due()
            clock.move_to(Timer.objects.get().at)
        assert {moment.astimezone(BERLIN).hour for moment in mornings[1:]} == {8}
