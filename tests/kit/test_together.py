"""Many rows in one statement say and refuse what one row does; and timers that are handled many at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DataError

from marketplace.kit import clock as now_of
from marketplace.kit import timers, together
from marketplace.kit.ids import uuid7
from marketplace.kit.models import IllegalMove, Move, Timer
from payments.models import GatewayRequest

pytestmark = pytest.mark.django_db
Status = GatewayRequest.Status


@pytest.fixture
def rung() -> Iterator[list[list[str]]]:
    """A kind, "gong", of which those whose key begins with "odd" are not done together. Each call is noted."""
    calls: list[list[str]] = []

    def usual(keys: list[str]) -> list[str]:
        calls.append(sorted(keys))
        if "odd-poison" in keys:
            raise RuntimeError("poison")
        for key in keys:
            if key == "again":
                timers.set("gong", key, now_of.now() + timedelta(days=1))
        return [key for key in keys if not key.startswith("odd")]

    timers.handles("gong")(lambda key: calls.append([key]))
    timers.handles_together("gong")(usual)
    yield calls
    del timers._handlers["gong"], timers._together["gong"]


class TestTimersTogether:
    def test_the_usual_ones_are_handled_in_one_call_and_the_odd_one_alone(self, rung):
        timers.ensure("gong", dict.fromkeys(["a", "b", "odd-c"], now_of.now()))
        assert timers.run_due() == 3
        assert rung == [["a", "b", "odd-c"], ["odd-c"]]
        assert not Timer.objects.exists()

    def test_where_they_fail_together_each_is_handled_alone(self, rung):
        timers.ensure("gong", dict.fromkeys(["a", "odd-poison"], now_of.now()))
        assert timers.run_due() == 2
        assert rung == [["a", "odd-poison"], ["a"], ["odd-poison"]]

    def test_one_that_is_set_anew_waits_for_its_next_moment(self, rung):
        timers.ensure("gong", dict.fromkeys(["a", "again"], now_of.now()))
        timers.run_due()
        assert (Timer.objects.get().key, timers.run_due()) == ("again", 0)

    def test_a_lease_that_was_lost_undoes_what_was_done_together(self, rung):
        timers.ensure("gong", dict.fromkeys(["a", "b"], now_of.now()))
        taken = timers.leases.take(Timer.objects.all(), now=now_of.now(), most=2)
        Timer.objects.filter(key="b").update(lease=None)
        assert timers._run_together("gong", taken) == set()
        assert Timer.objects.count() == 2


class TestRowsTogether:
    @pytest.fixture
    def calls(self, db):
        return [
            GatewayRequest.objects.create(key=key, gateway="stripe", kind="payment", subject=uuid7(), call="c", body={})
            for key in ("one", "two")
        ]

    def test_each_takes_its_arrow_and_leaves_its_history(self, calls):
        for call in calls:
            call.sent_at = now_of.now()
        together.move(calls, Status.SENT, saving=["sent_at"], why="all at once")
        assert GatewayRequest.objects.filter(status=Status.SENT, sent_at__isnull=False).count() == 2
        assert list(Move.objects.values_list("old", "new", "why")) == [("ready", "sent", "all at once")] * 2

    def test_one_that_may_not_move_stops_all(self, calls):
        calls[0].move_to(Status.DONE)
        with pytest.raises(IllegalMove):
            together.move(calls[::-1], Status.SENT)
        assert GatewayRequest.objects.get(key="two").status == Status.READY

    def test_every_sort_of_column_is_stored_as_it_is(self, calls):
        odd = {"said": 'a "quote", a {brace}, a back\\slash and NULL', "none": None}
        calls[0].answer, calls[0].error, calls[0].attempts, calls[0].lease = odd, "", 3, uuid7()
        calls[1].answer, calls[1].error = None, 'NULL, {"x"}'
        together.save(calls, ["answer", "error", "attempts", "lease"])
        first, second = GatewayRequest.objects.order_by("key")
        assert (first.answer, first.attempts, first.lease) == (odd, 3, calls[0].lease)
        assert (second.answer, second.error, second.lease) == (None, 'NULL, {"x"}', None)

    def test_what_is_too_long_is_refused_and_not_cut(self, calls):
        calls[0].kind = "k" * 41
        with pytest.raises(DataError):
            together.save(calls, ["kind"])
