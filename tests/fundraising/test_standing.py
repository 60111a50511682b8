"""Where a fundraiser stands, in words."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from fundraising import standing
from tests.fundraising.raising import Status, a_filing, a_fundraiser


@pytest.mark.parametrize(
    ("status", "word", "tone"),
    [
        (Status.SCHEDULED, "Scheduled", ""),
        (Status.ONGOING, "Live", "good"),
        (Status.COLLECTING, "Funded", "good"),
        (Status.SUCCESSFUL, "Funded", "good"),
        (Status.DELIVERING, "Funded", "good"),
        (Status.COMPLETED, "Funded", "good"),
        (Status.FAILED, "Not reached", ""),
        (Status.CANCELLED, "Cancelled", ""),
    ],
)
def test_each_state_has_its_word(cleo: User, status: str, word: str, tone: str) -> None:
    outcome = standing.of(a_fundraiser(cleo, status=status)).outcome
    assert (outcome.word, outcome.tone) == (word, tone)


def test_a_live_one_ends_at_its_deadline_and_not_a_second_before(cleo: User, clock: time_machine.Traveller) -> None:
    shown = a_fundraiser(cleo)
    clock.shift(timedelta(days=29, seconds=-1))
    assert standing.of(shown).is_open
    clock.shift(timedelta(seconds=1))
    after = standing.of(shown)
    assert not after.is_open
    assert after.outcome.word == "Ended"
    assert after.said == "It ran from 22 November 2026 to 22 December 2026. How it ended has not been settled."


def test_all_or_nothing_that_failed_says_that_no_money_moved(cleo: User, eve: User) -> None:
    assert "no money moved" in standing.of(a_fundraiser(cleo, status=Status.FAILED)).said
    kept = a_fundraiser(eve, status=Status.FAILED, settlement="keep_what_you_raise", title="Kept")
    assert "no money moved" not in standing.of(kept).said


def test_what_kept_less_than_its_goal_does_not_say_that_it_was_reached(cleo: User, eve: User) -> None:
    less = a_fundraiser(cleo, status=Status.SUCCESSFUL, settlement="keep_what_you_raise", record_raised_minor=10_000)
    assert "less than its goal" in standing.of(less).said
    whole = {"settlement": "keep_what_you_raise", "record_raised_minor": 100_000, "title": "Whole"}
    assert "The goal was reached" in standing.of(a_fundraiser(eve, status=Status.SUCCESSFUL, **whole)).said


def test_what_has_all_that_it_takes_takes_no_more(cleo: User) -> None:
    assert standing.of(a_fundraiser(cleo, hard_goal_minor=100_000, record_raised_minor=99_000)).takes_pledges
    full = a_fundraiser(cleo, hard_goal_minor=100_000, record_raised_minor=100_000, title="Full")
    assert not standing.of(full).takes_pledges


def test_an_offer_on_record_is_closed_and_neither_good_nor_bad(cleo: User) -> None:
    stands = standing.of(a_filing(cleo).fundraiser)
    assert (stands.outcome.word, stands.outcome.tone) == ("Closed", "")
    assert (stands.raised, stands.permille, stands.backers) == (None, None, None)


def test_it_counts_in_thousandths_of_the_goal_rounded_down(cleo: User) -> None:
    assert standing.of(a_fundraiser(cleo, record_raised_minor=99_999)).permille == 999
