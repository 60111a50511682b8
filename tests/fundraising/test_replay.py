"""Real campaigns played anew: the record, its classes, the sample of pledges, and the outcome."""

import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from fundraising.models import Fundraiser, Settlement
from fundraising.replay import records, stage
from fundraising.replay.campaign import play, sample
from fundraising.replay.records import Record
from tests.payments.books import assert_books_balance

HEAD = "source,project_id,currency,goal,pledged,backers,state,launched_at,deadline"
ROWS = """
a,a-1,USD,100.0,150.0,9,successful,2012-01-03T10:00:00Z,2012-02-02
a,a-2,GBP,100.0,99.0,3,failed,2012-01-03T10:00:00Z,2012-02-02
a,a-3,EUR,100.0,40.0,2,canceled,2012-01-03T10:00:00Z,2012-02-02
a,a-4,USD,100.0,150.0,9,live,2012-01-03T10:00:00Z,2012-02-02
a,a-5,USD,,150.0,9,successful,2012-01-03T10:00:00Z,2012-02-02
a,a-6,USD,0.0,150.0,9,successful,2012-01-03T10:00:00Z,2012-02-02
a,a-7,USD,100.0,0.5,1,failed,2012-01-03T10:00:00Z,2012-02-02
a,a-8,XXQ,100.0,10.0,1,failed,2012-01-03T10:00:00Z,2012-02-02
a,a-9,USD,100.0,10.0,1,failed,2012-03-03T10:00:00Z,2012-02-02
""".strip()


def a_record(**facts):
    launched = datetime(2012, 1, 3, tzinfo=UTC)
    usual = {
        "name": "a-1", "currency": "USD", "goal_minor": 10_000, "pledged_minor": 15_000, "backers": 9,
        "outcome": "successful", "launched_at": launched, "deadline_at": launched + timedelta(days=30),
    }  # fmt: skip
    return Record(**{**usual, **facts})


class TestTheRecord:
    def test_what_cannot_be_replayed_is_counted_by_class(self, tmp_path):
        with gzip.open(tmp_path / records.FILE, "wt", encoding="utf-8") as file:
            file.write(f"{HEAD}\n{ROWS}\n")
        left_out = Counter()
        found = list(records.read(tmp_path, left_out))
        assert [record.name for record in found] == ["a-1", "a-2", "a-3"]
        assert left_out == {
            "not settled: live": 1,
            "no goal, launch or deadline": 1,
            "a goal of nothing": 1,
            "all of it less than one pledge may be": 1,
            "no sum in a currency in use": 1,
            "ended before it began": 1,
        }


class TestTheSample:
    @pytest.mark.parametrize("pledged", [100, 101, 250, 999, 15_000, 1_234_567, 99_999_999, 500_000_001])
    def test_it_adds_up_falls_and_each_can_be_pledged(self, pledged):
        amounts = sample(a_record(pledged_minor=pledged, backers=400), 3)
        assert sum(amounts) == pledged
        assert amounts == sorted(amounts, reverse=True)
        assert all(100 <= amount <= 99_999_999 for amount in amounts)

    def test_nobody_stands_for_nobody(self):
        assert sample(a_record(pledged_minor=0, backers=0), 3) == []

    def test_two_backers_are_not_three(self):
        assert len(sample(a_record(backers=2), 3)) == 2


@pytest.mark.django_db
class TestPlaying:
    @pytest.fixture
    def staged(self, local_stripe, monkeypatch):
        monkeypatch.setattr(stage, "BACKERS", 3)
        monkeypatch.setattr(stage, "MAKERS", 1)
        stage.begin_the_rules_earlier()
        return stage.people_of(local_stripe.running)

    @pytest.mark.parametrize(
        ("facts", "charges"),
        [
            ({}, 3),
            ({"pledged_minor": 9_999, "outcome": "failed"}, 0),
            ({"pledged_minor": 0, "backers": 0, "outcome": "failed"}, 0),
            ({"outcome": "canceled"}, 0),
            ({"currency": "JPY", "goal_minor": 1_000, "pledged_minor": 1_000}, 3),
        ],
    )
    def test_our_outcome_is_the_records(self, staged, facts, charges):
        played = play(staged, a_record(**facts), most=3)
        assert (played.agrees, staged.charges()) == (True, charges)
        assert_books_balance()

    def test_ninety_days_were_right_in_their_time(self, staged):
        launched = datetime(2010, 5, 1, tzinfo=UTC)
        long = a_record(launched_at=launched, deadline_at=launched + timedelta(days=90))
        assert play(staged, long, most=1).agrees
        assert (Fundraiser.objects.get().deadline_at - launched).days == 90

    def test_a_record_that_contradicts_itself_is_explained(self, staged):
        odd = play(staged, a_record(pledged_minor=20_000, outcome="failed"), most=2)
        assert (odd.agrees, odd.outcome) == (False, "successful")
        assert "though its sum reaches its goal" in odd.why

    def test_what_is_collected_is_what_was_pledged(self, staged):
        assert play(staged, a_record(), most=3).collected_minor == 15_000
        assert Settlement.objects.get().pledged_minor == 15_000
