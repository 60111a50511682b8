"""What happens by itself, for staff: what is due, what failed and why, who set it; run now, cancel, revive."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.kit import clock, due, outbox, timers
from marketplace.kit.models import AuditEntry, OutboxMessage, Timer
from marketplace.kit.refusals import Refused
from tests import staffing

LIST = "admin:kit_timer_changelist"


@pytest.fixture(autouse=True)
def rings() -> Iterator[list[str]]:
    """Kinds of timers that a test may set, and what has rung. The key "broken" fails."""
    heard: list[str] = []

    def ring(key: str) -> None:
        if key == "broken":
            raise RuntimeError("no rope")
        heard.append(key)

    timers.handles("bell")(ring)
    timers.handles("gong")(ring)
    yield heard
    del timers._handlers["bell"], timers._handlers["gong"]


@pytest.fixture
def staff(client_of, dev) -> Client:
    """The browser of somebody with all rights."""
    dev.is_superuser = True
    dev.save()
    return client_of(dev)


def in_hours(hours: float):
    return clock.now() + timedelta(hours=hours)


def standing(staff: Client, which: str) -> str:
    return staff.get(reverse(LIST), {"standing": which}).content.decode()


class TestWhatIsDue:
    def test_it_is_counted_kind_by_kind(self, db, clock):
        timers.set("bell", "broken", in_hours(-1))
        timers.run_due()
        for kind, key, hours in (("bell", 1, 2), ("bell", 2, 23), ("bell", 3, 25), ("gong", 1, -2)):
            timers.set(kind, key, in_hours(hours))
        counts = [(one.kind, one.overdue, one.failing, one.soon) for one in due.by_kind()]
        assert counts == [("bell", 0, 1, 2), ("gong", 1, 0, 0)]

    def test_it_stands_above_the_list(self, staff):
        assert "Nothing is due" in staff.get(reverse(LIST)).content.decode()
        timers.set("bell", "1", in_hours(2))
        assert "?kind=bell&amp;standing=soon" in staff.get(reverse(LIST)).content.decode()

    @pytest.mark.parametrize(("which", "key"), [("soon", "k-soon"), ("overdue", "k-over"), ("failing", "broken")])
    def test_the_list_shows_those_that_stand_so(self, staff, which, key):
        timers.set("bell", "broken", in_hours(-1))
        timers.run_due()
        timers.set("bell", "k-soon", in_hours(2))
        timers.set("bell", "k-over", in_hours(-2))
        page = standing(staff, which)
        assert [name in page for name in ("k-soon", "k-over", "broken")].count(True) == 1
        assert key in page

    def test_it_says_who_set_it(self, staff, ada):
        timers.set("bell", "1", in_hours(2), by=ada)
        timers.set("bell", "2", in_hours(2))
        page = staff.get(reverse(LIST)).content.decode()
        assert ada.email in page
        assert "the site itself" in page

    def test_the_error_stands_on_its_page(self, staff):
        timers.set("bell", "broken", in_hours(-1))
        timers.run_due()
        assert "no rope" in staff.get(staffing.page_of(Timer.objects.get())).content.decode()

    def test_the_list_takes_as_many_queries_for_twenty_as_for_one(self, staff, queries, ada):
        timers.set("bell", "0", in_hours(2), by=ada)
        one = queries(lambda: staff.get(reverse(LIST)))
        for key in range(1, 20):
            timers.set("bell", key, in_hours(2), by=ada)
        assert queries(lambda: staff.get(reverse(LIST))) == one


class TestActs:
    def test_it_is_run_now_with_a_reason_in_the_audit(self, staff, rings, dev):
        timers.set("bell", "1", in_hours(9))
        staffing.do(staff, Timer.objects.get(), "run_now")
        timers.run_due()
        assert rings == ["1"]
        line = AuditEntry.objects.get(kind="run_now")
        assert (line.by, line.data["reason"]) == (dev.pk, staffing.REASON)

    def test_one_that_failed_is_tried_again_at_once(self, staff):
        timers.set("bell", "broken", in_hours(-1))
        timers.run_due()
        staffing.do(staff, Timer.objects.get(), "run_now")
        timers.run_due()
        assert Timer.objects.get().attempts == 2

    def test_a_cancelled_one_never_rings_and_is_in_the_audit(self, staff, rings, clock):
        timers.set("bell", "1", in_hours(1))
        page = staffing.do(staff, Timer.objects.get(), "cancel")
        clock.shift(timedelta(days=9))
        assert (timers.run_due(), page.status_code, AuditEntry.objects.filter(kind="cancel").count()) == (0, 200, 1)

    @pytest.mark.parametrize("act", ["run_now", "cancel"])
    def test_without_a_reason_nothing_is_done(self, staff, act):
        timers.set("bell", "1", in_hours(1))
        page = staffing.do(staff, Timer.objects.get(), act, reason="")
        assert page.status_code == 422
        assert Timer.objects.get().try_at > clock.now()

    @pytest.mark.parametrize("act", [timers.bring_forward, timers.call_off])
    def test_one_that_has_happened_meanwhile_is_refused(self, act, dev):
        timers.set("bell", "1", in_hours(-1))
        timer = Timer.objects.get()
        timers.run_due()
        with pytest.raises(Refused, match="meanwhile"):
            act(timer, by=dev, why="too late")

    def test_staff_without_the_right_do_neither(self, client_of, dev):
        timers.set("bell", "1", in_hours(1))
        for act in ("run_now", "cancel"):
            assert client_of(dev).get(staffing.act_page(Timer.objects.get(), act)).status_code == 403


def test_a_dead_message_is_revived_and_goes_out(staff):
    sent: list[str] = []
    outbox.delivers("card")(sent.append)
    dead = OutboxMessage.objects.create(kind="card", key="c-1", dead_at=clock.now(), attempts=12)
    staffing.do(staff, dead, "revive")
    outbox.deliver()
    del outbox._deliverers["card"]
    assert sent == ["c-1"]
