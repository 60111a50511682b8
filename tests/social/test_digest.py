"""Digests: at seven in the person's morning, with everything, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts import people
from accounts.models import User
from marketplace.kit import outbox, timers
from marketplace.kit.models import Timer
from social import choices, digest, kinds, notices
from social.families import Ways
from social.models import Notice
from tests import cast
from tests.social import telling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    telling.declare()


def at(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def wants(user, mail, zone="UTC"):
    choices.choose_family("work", Ways(mail=mail), by=user)
    User.objects.filter(pk=user.pk).update(timezone=zone)
    user.timezone = zone


def test_two_zones_get_theirs_at_seven_across_a_change_of_clocks(ada, cleo, ben, clock):
    wants(ada, "day", "Europe/Berlin")
    wants(cleo, "day", "America/New_York")
    clock.move_to(at(10, 24, 16))  # the clocks go back in Berlin this night, in New York a week later
    notices.tell([ada, cleo], "waved", key="1", url="/", actor=ben.party)
    assert telling.run_clock(clock, at(10, 25, 5, 59)) == []
    assert [one.to for one in telling.run_clock(clock, at(10, 25, 6, 0))] == [["ada@example.org"]]
    assert telling.run_clock(clock, at(10, 25, 10, 59)) == []
    assert [one.to for one in telling.run_clock(clock, at(10, 25, 11, 0))] == [["cleo@example.org"]]


def test_who_moves_gets_what_waits_in_the_mornings_of_the_new_place(ada, ben, clock):
    wants(ada, "day", "Europe/Berlin")
    clock.move_to(at(11, 24, 1))
    telling.tell(ada, key="1", actor=ben.party)
    people.set_display(ada, timezone="America/New_York")
    assert telling.run_clock(clock, at(11, 24, 6, 30)) == []
    assert len(telling.run_clock(clock, at(11, 24, 12))) == 1


def test_it_holds_all_of_the_day_in_both_forms(ada, ben, eve, clock):
    wants(ada, "day")
    for key, who in (("1", ben), ("2", eve)):
        telling.tell(ada, key=key, actor=who.party)
    (message,) = telling.run_clock(clock, at(11, 24, 7))
    assert message.subject == "Your day: 2 notices"
    for form in (message.body, message.alternatives[0].content):
        assert "Ben Okoro waved." in form
        assert "Eve Stone waved." in form


def test_the_weekly_one_comes_on_monday_and_takes_the_daily_along(ada, ben, clock):
    choices.choose_kind(kinds.known("liked"), Ways(mail="week"), by=ada)
    wants(ada, "day")
    clock.move_to(at(11, 29, 12))
    telling.tell(ada, key="1", actor=ben.party)
    telling.tell(ada, "liked", key="2", actor=ben.party, listing=telling.job(ada).listing)
    (message,) = telling.run_clock(clock, at(11, 30, 7))
    assert message.subject == "Your week: 2 notices"


def test_nothing_happened_nothing_comes(ada, clock):
    wants(ada, "day")
    assert telling.run_clock(clock, at(11, 24, 7)) == []


def test_what_was_read_is_left_out(ada, ben, clock):
    wants(ada, "day")
    telling.tell(ada, actor=ben.party)
    notices.mark_read(ada)
    assert telling.run_clock(clock, at(11, 24, 7)) == []


def test_three_days_of_outage_bring_one(ada, ben, clock):
    wants(ada, "day")
    for key in range(3):
        telling.tell(ada, key=str(key), actor=ben.party)
        clock.shift(timedelta(days=1))
    (message,) = telling.run_clock(clock, at(11, 26, 12))
    assert message.subject == "Your day: 3 notices"
    assert telling.run_clock(clock, at(11, 27, 12)) == []


def test_run_again_it_sends_nothing(ada, ben, clock):
    wants(ada, "day")
    telling.tell(ada, actor=ben.party)
    key = Timer.objects.get(kind="notice_mail_round").key
    telling.run_clock(clock, at(11, 24, 7))
    digest.go_round(key)
    outbox.deliver()
    assert len(mail.outbox) == 1


def test_what_was_switched_off_meanwhile_is_not_sent(ada, ben, clock):
    wants(ada, "day")
    telling.tell(ada, actor=ben.party)
    wants(ada, "")
    assert telling.run_clock(clock, at(11, 24, 7)) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one(two_connections, clock):
    telling.declare()
    ada, ben = cast.ada(), cast.ben()
    wants(ada, "day")
    telling.tell(ada, key="1", actor=ben.party)
    clock.shift(timedelta(days=1))
    telling.tell(ada, key="2", actor=ben.party)
    clock.move_to(at(11, 25, 8))
    two_connections(timers.run_due, timers.run_due)
    outbox.deliver()
    assert [one.subject for one in mail.outbox] == ["Your day: 2 notices"]
    assert not Notice.objects.filter(mail_at__isnull=False).exists()
