"""The pages of hours: who sees them, what the buttons do, what bad input is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.refusals import Refused
from marketplace.kit import timers
from projects.hours import time_entries
from projects.models import TimeEntry, WorkWeek
from tests.projects import board_story, contract_story, hours_story
from tests.projects.hours_story import MONDAY, NOON, span, worked

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
THURSDAY = span("thu 9:00-10:00")[0]


def at(name, pk, query=""):
    return reverse(f"projects:{name}", args=[pk]) + query


@pytest.fixture
def contract(ada, cleo, topics, clock):
    made = hours_story.signed(ada, cleo)
    clock.move_to(THURSDAY)
    return made


def typed(**said):
    return {"day": "2026-11-24", "start": "09:00", "end": "12:30", "length": "", "note": "Master pages", **said}


class TestWhoSeesThem:
    @pytest.mark.parametrize("name", ["hours", "weeks", "hours_table"])
    def test_only_the_two_sides(self, ada, cleo, eve, contract, client_of, client, name):
        answers = [client_of(person).get(at(name, contract.pk)).status_code for person in (ada, cleo, eve)]
        assert answers == [200, 200, 404]
        assert client.get(at(name, contract.pk)).url.startswith("/accounts/login/")

    def test_a_contract_of_milestones_has_none(self, ada, cleo, contract, client_of):
        other = contract_story.signed(ada, cleo)
        assert client_of(cleo).get(at("hours", other.pk)).status_code == 404
        assert "Hours</a>" not in client_of(cleo).get(other.get_absolute_url()).text
        assert at("hours", contract.pk) in client_of(cleo).get(contract.get_absolute_url()).text

    @pytest.mark.parametrize("name", ["start_timer", "log_hours", "fund_hours"])
    def test_a_stranger_posts_into_nothing(self, eve, contract, client_of, name):
        assert client_of(eve).post(at(name, contract.pk), typed()).status_code == 404

    @pytest.mark.parametrize("name", ["start_timer", "log_hours", "fund_hours", "take_hours_card_back"])
    def test_acts_are_posted(self, cleo, contract, client_of, name):
        assert client_of(cleo).get(at(name, contract.pk)).status_code == 405

    def test_a_stranger_finds_no_entry_and_no_week(self, eve, cleo, contract, client_of):
        entry = worked(contract, "tue 9:00-10:00")
        for name, pk in (("change_hours", entry.pk), ("remove_hours", entry.pk), ("stop_timer", entry.pk),
                         ("approve_week", entry.week_id), ("ask_about_hours", entry.week_id)):  # fmt: skip
            assert client_of(eve).post(at(name, pk), typed()).status_code == 404


class TestTimer:
    def test_started_and_stopped(self, cleo, contract, client_of, clock):
        browser = client_of(cleo)
        page = browser.post(at("start_timer", contract.pk), {"note": "Master pages"}, follow=True).text
        assert 'data-since="2026-11-26T09:00:00+00:00"' in page
        clock.shift(timedelta(minutes=90))
        entry = TimeEntry.objects.get()
        page = browser.post(at("stop_timer", entry.pk), follow=True).text
        assert "Logged: 1:30." in page
        assert "€90.00" in page

    def test_before_a_week_that_is_not_secured_it_warns(self, cleo, contract, client_of):
        assert "This week is not secured." in client_of(cleo).get(at("hours", contract.pk)).text
        hours_story.funded(contract)
        assert "This week is not secured." not in client_of(cleo).get(at("hours", contract.pk)).text

    def test_the_client_has_none(self, ada, contract, client_of):
        assert "Start the timer" not in client_of(ada).get(at("hours", contract.pk)).text
        answer = client_of(ada).post(at("start_timer", contract.pk), {"note": "Mine"}, follow=True)
        assert "Only the freelancer logs hours." in answer.text
        assert not TimeEntry.objects.exists()


class TestByHand:
    def test_from_when_to_when(self, cleo, contract, client_of):
        client_of(cleo).post(at("log_hours", contract.pk), typed())
        assert TimeEntry.objects.get().minutes == 210

    @pytest.mark.parametrize(("length", "minutes"), [("1:30", 90), ("1.5", 90), ("2", 120), ("0,25", 15)])
    def test_or_how_long(self, cleo, contract, client_of, length, minutes):
        client_of(cleo).post(at("log_hours", contract.pk), typed(start="", end="", length=length))
        entry = TimeEntry.objects.get()
        assert (entry.minutes, entry.has_times) == (minutes, False)

    @pytest.mark.parametrize(
        ("said", "complaint"),
        [
            ({"day": "2026-11-27"}, "not ahead"),
            ({"day": "2026-02-30"}, "Enter a day"),
            ({"day": "1126-11-23"}, "is locked"),
            ({"end": ""}, "Until when?"),
            ({"start": "", "end": ""}, "from when to when, or how long"),
            ({"start": "nine"}, "Enter a time"),
            ({"length": "9999"}, "Enter a length"),
            ({"start": "", "end": "", "length": "25"}, "at most 24 hours"),
            ({"note": "\x00"}, "Null characters"),
            ({"note": "x" * 201}, "at most 200"),
            ({"day": "2026-11-23", "start": "07:00", "end": "08:00"}, "not signed then"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, cleo, contract, client_of, said, complaint):
        answer = client_of(cleo).post(at("log_hours", contract.pk), typed(**said))
        assert answer.status_code == 422
        assert complaint in answer.text
        assert "There is a problem" in answer.text
        assert not TimeEntry.objects.exists()

    def test_sent_twice_it_stands_once(self, cleo, contract, client_of):
        first, second = (client_of(cleo).post(at("log_hours", contract.pk), typed()) for _twice in range(2))
        assert (first.status_code, second.status_code) == (303, 422)
        assert TimeEntry.objects.count() == 1

    def test_beyond_the_cap_it_asks_first(self, cleo, contract, client_of):
        worked(contract, "mon 9:00-19:00", "tue 0:00-9:00")
        answer = client_of(cleo).post(at("log_hours", contract.pk), typed())
        assert "Only 1:00 of the 20 hours agreed for this week are left." in answer.text
        client_of(cleo).post(at("log_hours", contract.pk), typed(beyond_cap="on"))
        assert "beyond the cap, not paid" in client_of(cleo).get(at("hours", contract.pk)).text

    def test_changed_it_shows_what_it_said(self, ada, cleo, contract, client_of):
        entry = worked(contract, "tue 9:00-12:00")
        assert "Change an entry" in client_of(cleo).get(at("change_hours", entry.pk)).text
        client_of(cleo).post(at("change_hours", entry.pk), typed(end="11:00"))
        page = client_of(ada).get(at("hours", contract.pk)).text
        assert "Changed 1 time" in page
        assert "09:00–12:00, Master pages" in page

    def test_removed_it_is_gone(self, cleo, contract, client_of):
        entry = worked(contract, "tue 9:00-12:00")
        for _twice in range(2):
            client_of(cleo).post(at("remove_hours", entry.pk))
        assert "Nothing is logged this week yet." in client_of(cleo).get(at("hours", contract.pk)).text


@pytest.mark.parametrize("week", ["", "2026-11-23", "1999-01-01", "9999-12-31", "nonsense", "2026-13-45", "\x00"])
def test_any_week_can_be_asked_for(cleo, contract, client_of, week):
    assert client_of(cleo).get(at("hours", contract.pk), {"week": week}).status_code == 200
    assert client_of(cleo).get(at("hours_table", contract.pk), {"week": week}).status_code == 200


def test_it_promises_no_pictures(cleo, contract, client_of):
    assert "No pictures of screens are ever taken here" in client_of(cleo).get(at("hours", contract.pk)).text


def test_all_entries_as_a_table(ada, contract, client_of):
    worked(contract, "tue 9:00-12:00", "wed 9:00-10:00")
    lines = b"".join(client_of(ada).get(at("hours_table", contract.pk)).streaming_content).decode().splitlines()
    assert lines[1:] == [
        "2026-11-23,2026-11-24,09:00,12:00,180,Cleo Marsh,Master pages,,yes",
        "2026-11-23,2026-11-25,09:00,10:00,60,Cleo Marsh,Master pages,,yes",
    ]


def test_all_contracts_on_one_page(ada, cleo, eve, contract, client_of):
    worked(contract, "tue 9:00-12:00")
    time_entries.start(contract, note="Chapter two", by=cleo)
    page = client_of(cleo).get(reverse("projects:my_hours")).text
    assert "3:00" in page
    assert "Chapter two" in page
    assert "No work by the hour yet" in client_of(eve).get(reverse("projects:my_hours")).text


def test_a_week_takes_as_many_queries_for_one_entry_as_for_twelve(ada, cleo, contract, client_of, queries):
    def count():
        return [queries(lambda who=who: client_of(who).get(at("hours", contract.pk))) for who in (ada, cleo)]

    worked(contract, "mon 10:00-11:00", "tue 10:00-11:00")
    few = count()
    worked(contract, *(f"{day} {hour}:00-{hour}:30" for day in ("mon", "tue") for hour in range(12, 17)))
    assert count() == few


def test_after_noon_it_is_the_clients(ada, cleo, contract, client_of, clock):
    worked(contract, "tue 9:00-12:00")
    clock.move_to(NOON)
    timers.run_due()
    assert WorkWeek.objects.get().status == "locked"
    page = client_of(ada).get(at("hours", contract.pk, f"?week={MONDAY}")).text
    assert "Approve · €180.00" in page
    assert at("change_hours", TimeEntry.objects.get().pk) not in page
    assert "Waiting for Ada Brandt" in client_of(cleo).get(contract.get_absolute_url()).text


class TestOnACard:
    @pytest.fixture
    def card(self, cleo, contract):
        return board_story.added(board_story.board_of(contract), "Set the index", by=cleo)

    def test_hours_are_tied_to_it_and_lead_there(self, ada, cleo, contract, card, client_of):
        assert "No card" in client_of(cleo).get(at("hours", contract.pk)).text
        client_of(cleo).post(at("log_hours", contract.pk), typed(note="", card=card.pk))
        assert TimeEntry.objects.get().card == card
        page = client_of(ada).get(at("hours", contract.pk)).text
        assert f'<a href="{card.get_absolute_url()}">Set the index</a>' in page

    def test_a_timer_runs_for_it(self, cleo, contract, card, client_of):
        client_of(cleo).post(at("start_timer", contract.pk), {"card": card.pk})
        assert TimeEntry.objects.get().task == "Set the index"

    def test_a_card_of_another_contract_is_refused(self, ada, cleo, contract, card, client_of, clock):
        clock.move_to(span("mon 9:00-10:00")[0])
        other = hours_story.signed(ada, cleo)
        clock.move_to(THURSDAY)
        answer = client_of(cleo).post(at("log_hours", other.pk), typed(note="", card=card.pk))
        assert answer.status_code == 422
        with pytest.raises(Refused, match="not on the board"):
            time_entries.log(other, span("tue 9:00-10:00"), card=card, by=cleo)

    def test_neither_note_nor_card_is_too_little(self, cleo, contract, client_of):
        answer = client_of(cleo).post(at("log_hours", contract.pk), typed(note=""))
        assert "Say what you worked on." in answer.text
