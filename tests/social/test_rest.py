"""Quiet hours, mornings and pauses by the clock on the person's own wall."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from marketplace.kit import clock as now_of
from marketplace.kit import outbox
from marketplace.kit.refusals import Refused
from social import rest
from social.rest import MONDAY, Peace
from tests.social import telling

BERLIN, AUCKLAND = "Europe/Berlin", "Pacific/Auckland"


def at(month, day, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class TestQuietHours:
    NIGHT = Peace(BERLIN, time(22, 0), time(7, 0))
    NOON = Peace(BERLIN, time(12, 0), time(14, 0))

    @pytest.mark.parametrize(
        ("moment", "is_quiet"),
        [
            (at(11, 23, 20, 59), False),  # 21:59 in Berlin
            (at(11, 23, 21, 0), True),
            (at(11, 23, 23, 0), True),  # midnight there
            (at(11, 24, 5, 59), True),
            (at(11, 24, 6, 0), False),
        ],
    )
    def test_they_begin_on_the_minute_and_end_on_the_minute(self, moment, is_quiet):
        assert self.NIGHT.is_quiet(moment) is is_quiet

    def test_they_may_lie_within_a_day(self):
        assert self.NOON.is_quiet(at(11, 23, 11, 30))
        assert not self.NOON.is_quiet(at(11, 23, 13, 0))

    def test_they_end_the_next_morning(self):
        assert self.NIGHT.wakes_at(at(11, 23, 22, 0)) == at(11, 24, 6, 0)

    def test_outside_them_nothing_waits(self):
        now = at(11, 23, 12, 0)
        assert self.NIGHT.wakes_at(now) == Peace(BERLIN).wakes_at(now) == now

    def test_the_night_in_which_summer_ends_is_an_hour_longer(self):
        assert self.NIGHT.wakes_at(at(10, 24, 21, 0)) == at(10, 25, 6, 0)
        assert self.NIGHT.wakes_at(at(10, 23, 21, 0)) == at(10, 24, 5, 0)

    def test_a_zone_that_is_not_known_is_utc(self):
        assert Peace("Atlantis/Capital", time(22), time(7)).wakes_at(at(11, 23, 23)) == at(11, 24, 7)


class TestMornings:
    @pytest.mark.parametrize(
        ("zone", "now", "morning"),
        [
            (BERLIN, at(3, 27, 12), at(3, 28, 6)),  # winter: 07:00 is 06:00 UTC
            (BERLIN, at(3, 28, 12), at(3, 29, 5)),  # the clocks went forward in the night
            (BERLIN, at(10, 24, 12), at(10, 25, 6)),  # and back
            (AUCKLAND, at(9, 25, 12), at(9, 25, 19)),  # NZST until the 27th
            (AUCKLAND, at(9, 26, 12), at(9, 26, 18)),  # NZDT since
        ],
    )
    def test_seven_is_seven_when_the_clocks_change(self, zone, now, morning):
        assert Peace(zone).next_morning(now) == morning

    def test_the_weekly_one_is_on_monday(self):
        assert Peace(BERLIN).next_morning(at(11, 23, 12), weekday=MONDAY) == at(11, 30, 6)

    def test_what_comes_right_before_it_waits_for_the_next(self):
        assert Peace().next_morning(at(11, 23, 6, 54)) == at(11, 23, 7)
        assert Peace().next_morning(at(11, 23, 6, 55)) == at(11, 24, 7)


@pytest.mark.django_db
class TestWaiting:
    @pytest.fixture(autouse=True)
    def _kinds(self):
        telling.declare()

    def test_mail_in_the_night_comes_together_in_the_morning(self, ada, ben, clock):
        rest.keep_quiet(time(22), time(7), by=ada)
        clock.move_to(at(11, 23, 23))
        telling.tell(ada, key="1", actor=ben.party)
        telling.tell(ada, key="2", actor=ben.party)
        outbox.deliver()
        assert not mail.outbox
        (message,) = telling.run_clock(clock, at(11, 24, 7, 1))
        assert message.subject == "2 notices that waited"
        assert telling.run_clock(clock, at(11, 25, 7, 1)) == []

    def test_one_alone_comes_as_it_is(self, ada, ben, clock):
        rest.keep_quiet(time(22), time(7), by=ada)
        clock.move_to(at(11, 23, 23))
        telling.tell(ada, actor=ben.party)
        (message,) = telling.run_clock(clock, at(11, 24, 7, 1))
        assert message.subject == "Ben Okoro waved."

    def test_what_was_read_meanwhile_is_not_mailed(self, ada, ben, clock):
        rest.keep_quiet(time(22), time(7), by=ada)
        clock.move_to(at(11, 23, 23))
        telling.tell(ada, actor=ben.party)
        telling.of(ada)[0].__class__.objects.update(read_at=now_of.now())
        assert telling.run_clock(clock, at(11, 24, 7, 1)) == []

    def test_security_does_not_wait(self, ada, clock):
        rest.keep_quiet(time(22), time(7), by=ada)
        rest.pause(7, by=ada)
        clock.move_to(at(11, 23, 23))
        telling.tell(ada, "alarmed")
        outbox.deliver()
        assert len(mail.outbox) == 1

    def test_a_pause_mails_nothing_and_the_page_has_it(self, ada, ben, clock):
        rest.pause(3, by=ada)
        telling.tell(ada, key="1", actor=ben.party)
        outbox.deliver()
        assert not mail.outbox
        assert len(telling.of(ada)) == 1
        clock.shift(timedelta(days=3))
        telling.tell(ada, key="2", actor=ben.party)
        outbox.deliver()
        assert len(mail.outbox) == 1

    def test_half_and_empty_hours_are_refused(self, ada):
        for begins, ends in ((time(22), None), (None, time(7)), (time(7), time(7))):
            with pytest.raises(Refused):
                rest.keep_quiet(begins, ends, by=ada)

    @pytest.mark.parametrize("days", [0, -1, 91])
    def test_a_pause_has_an_end(self, ada, days):
        with pytest.raises(Refused):
            rest.pause(days, by=ada)
