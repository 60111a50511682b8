"""Who is in a call and until when; what the thread says of it; who is rung, and who has missed it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import companies
from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from marketplace.kit.models import Timer
from projects import proposals, talks
from social import blocks
from social.calls import calls, log
from social.models import Call, CallStay, Message, Notice
from social.talk import notes
from tests import cast
from tests.accounts.running import joined
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(ada, cleo, topics, clock):
    return talks.of_contract(contract_story.signed(ada, cleo))


@pytest.fixture
def call(thread, ada):
    return calls.start(thread, by=ada)


@pytest.fixture
def of_five(ada, cleo, topics, clock):
    """The thread of a contract that a company of five gave; and its people with Cleo."""
    company = companies.found("Ridge Press", by=ada)
    people = [ada, cleo]
    for name in ("Ben Okoro", "Finn Hale", "Gwen Lund"):
        person = cast.joined(name)
        joined(company, person, by=ada)
        people.append(person)
    job = story.posted(ada)
    job.listing.owner = company.party
    job.listing.save()
    accepted = proposals.accept(story.proposed(job, cleo), revision=1, by=ada)
    return talks.of_contract(accepted.contract), people


def line_of(call):
    return notes.plain(Message.objects.get(pk=Call.objects.get(pk=call.pk).line_id))


def told(user, kind):
    return Notice.objects.filter(user=user, kind=kind)


class TestStart:
    def test_who_calls_again_finds_the_same_call(self, ada, cleo, thread):
        assert calls.start(thread, by=ada) == calls.start(thread, by=cleo) == calls.start(thread, by=ada)

    def test_nobody_is_rung_before_somebody_is_in_it(self, cleo, thread, call):
        assert not told(cleo, log.RINGS).exists()
        assert not thread.messages.exists()
        assert calls.running_in(thread) is None

    def test_a_stranger_calls_nobody(self, eve, thread):
        with pytest.raises(NotAllowed):
            calls.start(thread, by=eve)

    def test_who_blocked_whom_do_not_call_each_other(self, ada, cleo, thread):
        blocks.block(ada.party, by=cleo)
        with pytest.raises(Refused, match="blocked"):
            calls.start(thread, by=ada)

    def test_a_call_that_nobody_comes_into_ends_without_a_word(self, thread, call, clock):
        clock.move_to(call.started_at + calls.UNJOINED_FOR - timedelta(seconds=1))
        timers.run_due()
        assert Call.objects.running().exists()
        clock.shift(1)
        timers.run_due()
        timers.run_due()
        assert Call.objects.get().is_over
        assert not thread.messages.exists()


class TestJoin:
    def test_the_first_rings_the_others_once(self, ada, cleo, thread, call):
        calls.join(call, by=ada)
        calls.join(call, by=cleo)
        notice = told(cleo, log.RINGS).get()
        assert notice.url == call.get_absolute_url()
        assert not told(ada, log.RINGS).exists()
        assert line_of(call) == "Ada Brandt calls."
        assert calls.running_in(thread) == call

    def test_a_stranger_does_not_come_in(self, eve, call):
        with pytest.raises(NotAllowed):
            calls.join(call, by=eve)

    def test_who_is_suspended_does_not_come_in(self, cleo, call, clock):
        User.objects.filter(pk=cleo.pk).update(suspended_until=call.started_at + timedelta(days=1))
        with pytest.raises(NotAllowed):
            calls.join(call, by=User.objects.get(pk=cleo.pk))

    def test_a_page_that_comes_back_sits_where_it_sat(self, ada, call):
        stay = calls.join(call, by=ada)
        assert calls.join(call, by=ada, seat=stay.seat).seat == stay.seat
        assert CallStay.objects.count() == 1

    def test_another_page_takes_the_place_of_the_first(self, ada, call):
        first = calls.join(call, by=ada)
        second = calls.join(call, by=ada)
        assert (second.pk, second.seat != first.seat) == (first.pk, True)
        assert not calls.beat(call.pk, by=ada.pk, seat=first.seat)
        calls.leave(call, by=ada, seat=first.seat)
        assert Call.objects.running().exists()

    def test_nobody_takes_the_seat_of_another(self, ada, cleo, call):
        stay = calls.join(call, by=ada)
        assert calls.join(call, by=cleo, seat=stay.seat).seat != stay.seat

    def test_a_fifth_is_told_that_it_is_full(self, of_five):
        thread, people = of_five
        call = calls.start(thread, by=people[0])
        for person in people[:4]:
            calls.join(call, by=person)
        with pytest.raises(calls.Full, match="4 people"):
            calls.join(call, by=people[4])
        calls.leave(call, by=people[1], seat=call.stays.get(user=people[1]).seat)
        assert calls.join(call, by=people[4]).left_at is None

    def test_who_was_lost_keeps_no_seat(self, of_five, clock):
        thread, people = of_five
        call = calls.start(thread, by=people[0])
        for person in people[:4]:
            calls.join(call, by=person)
        clock.shift(calls.GRACE)
        assert calls.join(call, by=people[4]).left_at is None
        assert call.stays.current().count() == 1

    def test_a_call_that_has_ended_stays_so(self, ada, cleo, call):
        calls.leave(call, by=ada, seat=calls.join(call, by=ada).seat)
        with pytest.raises(calls.Over):
            calls.join(call, by=cleo)


class TestLeave:
    def test_the_last_one_ends_it_and_the_thread_says_how_long_it_was(self, ada, cleo, thread, call, clock):
        mine = calls.join(call, by=ada)
        clock.shift(timedelta(minutes=2))
        theirs = calls.join(call, by=cleo)
        clock.shift(timedelta(minutes=12))
        calls.leave(call, by=ada, seat=mine.seat)
        calls.leave(call, by=cleo, seat=theirs.seat)
        calls.leave(call, by=cleo, seat=theirs.seat)
        assert line_of(call) == "Call, 12 min: Ada Brandt, Cleo Marsh"
        assert thread.messages.count() == 1
        assert not told(cleo, log.RINGS).filter(read_at=None).exists()
        assert not told(cleo, log.MISSED).exists()

    def test_who_was_not_there_has_missed_it(self, ada, cleo, call):
        calls.leave(call, by=ada, seat=calls.join(call, by=ada).seat)
        assert line_of(call) == "Ada Brandt called. Nobody came."
        assert told(cleo, log.MISSED).get().url == call.thread.get_absolute_url()
        assert not told(cleo, log.RINGS).filter(read_at=None).exists()
        assert not Timer.objects.filter(kind=calls.WATCH).exists()

    def test_the_next_call_is_another(self, ada, thread, call):
        calls.leave(call, by=ada, seat=calls.join(call, by=ada).seat)
        assert calls.start(thread, by=ada) != call

    @pytest.mark.parametrize(
        ("minutes", "words"), [(0.5, "< 1 min"), (1, "1 min"), (59.9, "59 min"), (65, "1 h 5 min")]
    )
    def test_its_length_is_said_in_full_minutes(self, minutes, words):
        assert log.length(timedelta(minutes=minutes)) == words


class TestWatch:
    def test_who_gives_no_sign_of_life_has_left(self, ada, cleo, call, clock):
        mine = calls.join(call, by=ada)
        calls.join(call, by=cleo)
        clock.shift(calls.GRACE - timedelta(seconds=1))
        assert calls.beat(call.pk, by=ada.pk, seat=mine.seat)
        timers.run_due()
        assert call.stays.current().count() == 2
        clock.shift(1)
        timers.run_due()
        timers.run_due()
        assert call.stays.current().get().user == ada
        assert call.stays.get(user=cleo).left_at == call.stays.get(user=cleo).seen_at

    def test_a_server_that_died_leaves_no_call_open(self, ada, cleo, thread, call, clock):
        calls.join(call, by=ada)
        calls.join(call, by=cleo)
        clock.shift(timedelta(hours=3))
        timers.run_due()
        timers.run_due()
        assert Call.objects.get().is_over
        assert line_of(call) == "Call, < 1 min: Ada Brandt, Cleo Marsh"

    def test_a_sign_of_life_that_comes_too_late_counts_no_more(self, ada, call, clock):
        mine = calls.join(call, by=ada)
        clock.shift(calls.GRACE)
        calls.tidy(call.pk)
        assert not calls.beat(call.pk, by=ada.pk, seat=mine.seat)

    def test_who_may_no_longer_read_the_thread_may_not_stay(self, of_five):
        thread, people = of_five
        call = calls.start(thread, by=people[0])
        ben = people[2]
        stay = calls.join(call, by=ben)
        assert calls.beat(call.pk, by=ben.pk, seat=stay.seat)
        ben.memberships.get().delete()
        assert not calls.beat(call.pk, by=ben.pk, seat=stay.seat)


class TestTogether:
    @pytest.mark.django_db(transaction=True)
    def test_two_who_call_at_once_are_in_one_call(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        thread = talks.of_contract(contract_story.signed(ada, cleo))
        one, two = two_connections(lambda: calls.start(thread, by=ada), lambda: calls.start(thread, by=cleo))
        assert one == two

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_come_as_the_fourth_one_is_refused(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        company = companies.found("Ridge Press", by=ada)
        more = [joined(company, cast.joined(name), by=ada).user for name in ("Ben Okoro", "Finn Hale", "Gwen Lund")]
        job = story.posted(ada)
        job.listing.owner = company.party
        job.listing.save()
        accepted = proposals.accept(story.proposed(job, cleo), revision=1, by=ada)
        call = calls.start(talks.of_contract(accepted.contract), by=ada)
        for person in (ada, cleo, more[0]):
            calls.join(call, by=person)
        found = two_connections(lambda: calls.join(call, by=more[1]), lambda: calls.join(call, by=more[2]))
        assert sorted(type(one).__name__ for one in found) == ["CallStay", "Full"]
        assert call.stays.current().count() == calls.MOST


class TestPages:
    def test_the_button_leads_to_the_call(self, client_of, ada, thread):
        answer = client_of(ada).post(reverse("social:begin_call", args=[thread.pk]))
        assert answer.url == Call.objects.get().get_absolute_url()

    def test_it_is_pressed_not_opened(self, client_of, ada, thread):
        assert client_of(ada).get(reverse("social:begin_call", args=[thread.pk])).status_code == 405

    def test_a_stranger_finds_neither(self, client_of, eve, thread, call):
        assert client_of(eve).post(reverse("social:begin_call", args=[thread.pk])).status_code == 404
        assert client_of(eve).get(call.get_absolute_url()).status_code == 404

    def test_it_alone_may_use_camera_and_microphone(self, client_of, cleo, call):
        client = client_of(cleo)
        policy = client.get(call.get_absolute_url())["Permissions-Policy"]
        assert policy == "camera=(self), display-capture=(self), geolocation=(), microphone=(self)"
        elsewhere = client.get(call.thread.get_absolute_url())["Permissions-Policy"]
        assert elsewhere == "camera=(), display-capture=(), geolocation=(), microphone=()"

    def test_a_call_that_is_over_says_what_it_was(self, client_of, ada, cleo, call):
        calls.leave(call, by=ada, seat=calls.join(call, by=ada).seat)
        page = client_of(cleo).get(call.get_absolute_url()).content.decode()
        assert "This call has ended" in page
        assert "Ada Brandt called. Nobody came." in page
        assert "call-room" not in page

    def test_who_was_blocked_reads_why(self, client_of, ada, cleo, call):
        blocks.block(ada.party, by=cleo)
        page = client_of(ada).get(call.get_absolute_url()).content.decode()
        assert "has blocked the other" in page
