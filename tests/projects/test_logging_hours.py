"""Hours are logged by timer or by hand: one thing at a time, nothing ahead, within the cap, each change kept."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts import companies
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import timers
from projects import pauses
from projects.hours import entry_rules, time_entries, time_sums, weeks
from projects.models import TimeEntry
from tests import cast
from tests.accounts.running import joined
from tests.projects import contract_story, hours_story
from tests.projects.hours_story import MONDAY, NOON, span, week, worked

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


@pytest.fixture
def contract(ada, cleo, topics, clock):
    return hours_story.signed(ada, cleo)


def at(text):
    return span(f"{text}-{text.split()[1]}")[0]


def spans(contract):
    found = TimeEntry.objects.standing().filter(week__contract=contract).order_by("starts_at")
    return [f"{one.starts_at:%a %H:%M}-{one.ends_at:%H:%M}{'' if one.is_paid else ' unpaid'}" for one in found]


class TestTimer:
    def test_it_counts_the_minutes_between_start_and_stop(self, cleo, contract, clock):
        entry = time_entries.start(contract, note="Master pages", by=cleo)
        clock.shift(timedelta(minutes=95, seconds=40))
        time_entries.stop(entry, by=cleo)
        assert spans(contract) == ["Mon 09:00-10:35"]

    def test_started_and_stopped_twice_it_is_one(self, cleo, contract, clock):
        entry = time_entries.start(contract, by=cleo)
        assert time_entries.start(contract, by=cleo) == entry
        clock.shift(3600)
        time_entries.stop(entry, by=cleo)
        clock.shift(3600)
        time_entries.stop(entry, by=cleo)
        assert spans(contract) == ["Mon 09:00-10:00"]

    def test_less_than_a_minute_is_nothing(self, cleo, contract, clock):
        entry = time_entries.start(contract, by=cleo)
        clock.shift(59)
        assert time_entries.stop(entry, by=cleo) == []
        assert spans(contract) == []

    def test_one_runs_at_a_time_over_all_contracts(self, ada, cleo, contract):
        other = hours_story.signed(ada, cleo)
        time_entries.start(contract, by=cleo)
        with pytest.raises(entry_rules.Overlaps, match="Stop it first"):
            time_entries.start(other, by=cleo)

    def test_it_is_cut_at_midnight_and_at_the_border_of_the_week(self, cleo, contract, clock):
        clock.move_to(at("sun 22:30"))
        entry = time_entries.start(contract, by=cleo)
        clock.shift(timedelta(hours=3))
        time_entries.stop(entry, by=cleo)
        assert spans(contract) == ["Sun 22:30-00:00", "Mon 00:00-01:30"]
        assert time_sums.of(week(contract)).worked == 90
        assert time_sums.of(week(contract, MONDAY + weeks.WEEK)).worked == 90

    def test_what_it_measures_beyond_the_cap_is_kept_and_not_paid(self, cleo, contract, clock):
        clock.move_to(at("thu 9:00"))
        worked(contract, "mon 9:00-19:00", "tue 9:00-18:00")
        entry = time_entries.start(contract, by=cleo)
        clock.shift(timedelta(hours=2))
        time_entries.stop(entry, by=cleo)
        assert spans(contract)[-2:] == ["Thu 09:00-10:00", "Thu 10:00-11:00 unpaid"]
        with pytest.raises(entry_rules.OverTheCap):
            time_entries.start(contract, by=cleo)

    def test_forgotten_it_stops_after_twelve_hours_and_not_a_second_before(self, cleo, contract, clock):
        time_entries.start(contract, by=cleo)
        clock.shift(timedelta(hours=12, seconds=-1))
        timers.run_due()
        assert TimeEntry.objects.running().exists()
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert spans(contract) == ["Mon 09:00-21:00"]
        assert cleo.notices.filter(kind="timer_stopped").count() == 1

    def test_a_pause_stops_it(self, ada, cleo, contract, clock):
        time_entries.start(contract, by=cleo)
        clock.shift(3600)
        pauses.pause(contract, until=at("fri 9:00"), by=ada)
        assert spans(contract) == ["Mon 09:00-10:00"]
        with pytest.raises(Refused, match="paused"):
            time_entries.start(fresh(contract), by=cleo)

    def test_two_started_at_once_are_one_refusal(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        first, second = hours_story.signed(ada, cleo), hours_story.signed(ada, cleo)
        results = two_connections(
            lambda: time_entries.start(first, by=cleo), lambda: time_entries.start(second, by=cleo)
        )
        assert sorted(isinstance(result, entry_rules.Overlaps) for result in results) == [False, True]


class TestByHand:
    @pytest.fixture(autouse=True)
    def _thursday(self, contract, clock):
        clock.move_to(at("thu 9:00"))

    def test_from_when_to_when(self, contract):
        worked(contract, "tue 9:00-13:30")
        assert spans(contract) == ["Tue 09:00-13:30"]

    def test_over_midnight_it_is_two(self, contract):
        worked(contract, "tue 22:00-25:00")
        assert spans(contract) == ["Tue 22:00-00:00", "Wed 00:00-01:00"]

    @pytest.mark.parametrize("other", ["tue 8:00-9:01", "tue 12:59-14:00", "tue 10:00-11:00", "tue 8:00-14:00"])
    def test_nobody_works_on_two_things_at_once(self, ada, cleo, contract, other):
        worked(contract, "tue 9:00-13:00")
        with pytest.raises(entry_rules.Overlaps):
            worked(contract, other)

    def test_also_not_on_two_contracts(self, ada, cleo, contract, clock):
        clock.move_to(at("mon 9:00"))
        other = hours_story.signed(ada, cleo)
        clock.move_to(at("thu 9:00"))
        worked(contract, "tue 9:00-13:00")
        with pytest.raises(entry_rules.Overlaps, match="on another contract"):
            worked(other, "tue 12:00-14:00")

    def test_what_touches_does_not_overlap(self, contract):
        worked(contract, "tue 9:00-13:00", "tue 13:00-14:00")
        assert len(spans(contract)) == 2

    @pytest.mark.parametrize("ahead", ["thu 8:00-9:01", "fri 9:00-10:00"])
    def test_nothing_is_logged_ahead(self, contract, ahead):
        with pytest.raises(Refused, match="not ahead"):
            worked(contract, ahead)

    def test_nothing_from_before_it_was_signed(self, contract):
        with pytest.raises(Refused, match="not signed"):
            worked(contract, "mon 8:00-9:30")

    def test_more_than_the_cap_is_refused_unless_it_is_to_stay_unpaid(self, contract):
        worked(contract, "mon 9:00-19:00", "tue 9:00-18:00")
        with pytest.raises(entry_rules.OverTheCap, match="Only 1:00 of the 20 hours"):
            worked(contract, "wed 9:00-12:00")
        worked(contract, "wed 9:00-12:00", beyond_cap=True)
        assert spans(contract)[-2:] == ["Wed 09:00-10:00", "Wed 10:00-12:00 unpaid"]

    def test_a_length_is_laid_where_the_day_is_free(self, cleo, contract):
        worked(contract, "tue 9:00-10:00", "tue 11:00-12:00")
        day = MONDAY + weeks.DAY
        assert entry_rules.free_span(cleo, day, 60) == span("tue 10:00-11:00")
        assert entry_rules.free_span(cleo, day, 90) == span("tue 12:00-13:30")
        with pytest.raises(Refused, match="does not fit"):
            entry_rules.free_span(cleo, day, 23 * 60)

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_only_the_freelancer_logs(self, request, contract, who):
        with pytest.raises(NotAllowed):
            worked(contract, "tue 9:00-10:00", by=request.getfixturevalue(who))

    def test_not_on_a_contract_of_milestones(self, ada, cleo, contract):
        with pytest.raises(Refused, match="by milestones"):
            worked(contract_story.signed(ada, cleo), "wed 9:00-10:00", by=cleo)


class TestChanges:
    @pytest.fixture
    def entry(self, contract, clock):
        clock.move_to(at("thu 9:00"))
        return worked(contract, "tue 9:00-13:00")

    def test_what_it_said_is_kept(self, cleo, contract, entry):
        time_entries.change(entry, span("tue 9:00-12:00"), note="Set chapter two", by=cleo)
        assert spans(contract) == ["Tue 09:00-12:00"]
        kept = entry.changes.get()
        assert (kept.before["note"], kept.before["ends_at"], kept.by) == ("Master pages", "2026-11-24T13:00:00Z", cleo)

    def test_the_same_again_changes_nothing(self, cleo, entry):
        time_entries.change(entry, span("tue 9:00-13:00"), note="Master pages", by=cleo)
        assert not entry.changes.exists()

    def test_removed_it_frees_its_time_and_stays_in_the_history(self, cleo, contract, entry):
        for _twice in range(2):
            time_entries.remove(entry, by=cleo)
        assert spans(contract) == []
        assert entry.changes.get().is_removal
        worked(contract, "tue 10:00-11:00")

    def test_until_monday_noon_and_not_a_second_longer(self, cleo, entry, clock):
        clock.move_to(NOON - timedelta(seconds=1))
        time_entries.change(entry, span("tue 9:00-12:00"), note="Less", by=cleo)
        clock.move_to(NOON)
        with pytest.raises(Refused, match="locked on Monday"):
            time_entries.change(entry, span("tue 9:00-11:00"), note="Less", by=cleo)
        with pytest.raises(Refused, match="locked on Monday"):
            time_entries.remove(entry, by=cleo)

    def test_hours_of_this_week_are_not_moved_into_one_that_is_locked(self, cleo, contract, entry, clock):
        clock.move_to(NOON + timedelta(days=1))
        timers.run_due()
        moved = worked(contract, "mon 9:00-13:00", monday=MONDAY + timedelta(days=7))
        for text in ("wed 9:00-13:00", "sun 22:00-23:00"):
            with pytest.raises(Refused, match="locked on Monday"):
                time_entries.change(moved, span(text), note="Moved", by=cleo)
        assert {row.week.starts_on for row in TimeEntry.objects.filter(note="Moved")} == set()

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_nobody_else_does(self, request, entry, who):
        for act in (lambda by: time_entries.remove(entry, by=by),
                    lambda by: time_entries.change(entry, span("tue 9:00-10:00"), note="", by=by)):  # fmt: skip
            with pytest.raises(NotAllowed):
                act(request.getfixturevalue(who))


def test_in_a_company_each_logs_their_own_and_its_owner_corrects_all(ada, ben, cleo, topics, clock):
    studio = companies.found("Ridge Press", by=cleo)
    joined(studio, ben, by=cleo)
    contract = hours_story.signed(ada, cleo)
    contract.freelancer = studio.party
    contract.save()
    clock.move_to(at("thu 9:00"))
    of_ben = worked(contract, "tue 9:00-11:00", by=ben)
    of_cleo = worked(contract, "tue 9:00-12:00", by=cleo)
    with pytest.raises(NotAllowed, match="somebody else"):
        time_entries.remove(of_cleo, by=ben)
    time_entries.change(of_ben, span("tue 9:00-10:00"), note="", by=cleo)
    assert time_sums.of(week(contract)).worked == 60 + 180


def test_no_week_is_longer_when_clocks_change() -> None:
    """Summer time begins and ends within these weeks in Europe and in America: they have 168 hours all the same."""
    for day in (datetime(2026, 3, 25), datetime(2026, 10, 21), datetime(2026, 3, 4), datetime(2026, 10, 28)):
        monday = weeks.monday_of(day.replace(tzinfo=UTC))
        assert weeks.minutes_in(weeks.begins(monday), weeks.ends(monday)) == 168 * 60
        assert len(list(weeks.by_day(weeks.begins(monday), weeks.ends(monday)))) == 7
        assert weeks.locks_at(monday).hour == 12


def test_an_hour_that_some_clocks_show_twice_is_worked_once(cleo, contract, clock):
    clock.move_to(datetime(2027, 10, 31, 0, 30, tzinfo=UTC))  # 02:30 in Berlin, which comes twice that night
    entry = time_entries.start(contract, by=cleo)
    clock.shift(timedelta(hours=2))
    time_entries.stop(entry, by=cleo)
    assert fresh(entry).minutes == 120


def test_the_year_ends_within_a_week(cleo, contract, clock):
    clock.move_to(datetime(2027, 1, 1, 1, 0, tzinfo=UTC))
    time_entries.log(contract, (datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 1, 1, 1, tzinfo=UTC)), by=cleo)
    assert time_sums.of(week(contract, datetime(2026, 12, 28).date())).worked == 120


def test_the_stranger_sees_none(eve, cleo, contract, clock):
    clock.move_to(at("thu 9:00"))
    worked(contract, "tue 9:00-10:00")
    assert not TimeEntry.objects.visible_to(eve).exists()
    assert TimeEntry.objects.visible_to(cleo).count() == 1
