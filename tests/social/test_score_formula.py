"""The arithmetic of the open score: the vectors, and what must hold for any deals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social.models import Outcome
from social.reputation import formula, windows
from social.reputation.formula import Sums

TODAY = date(2026, 11, 23)
PAIRS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=60)
ROWS = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 20), st.integers(0, 2)), max_size=40)


@pytest.mark.parametrize(
    ("good", "bad", "points"), [(5, 0, 7527), (48, 2, 9074), (90, 10, 8548), (1, 0, 3784), (0, 4, 0)]
)
def test_the_vectors(good, bad, points):
    assert Sums.of([(2, 2)] * good + [(2, 0)] * bad).points == points


@pytest.mark.parametrize(
    ("euros", "weight"), [(1, "0.5"), (100, "1"), (750, "2.5"), (2_500, "5"), (10_000, "10"), (1_000_000, "10")]
)
def test_a_deal_weighs_by_the_root_of_its_sum_and_ten_at_most(euros, weight):
    assert Decimal(formula.weight_of(euros * 100)) / 2 == Decimal(weight)


@given(st.integers(1, 200_000_000))
def test_a_weight_tells_the_class_of_its_sum_and_no_more(cents):
    low, high = formula.class_of(formula.weight_of(cents))
    assert low <= cents
    assert high is None or cents < high


@given(PAIRS)
def test_the_score_lies_between_nothing_and_the_share(pairs):
    sums = Sums.of(pairs)
    assert 0 <= sums.points <= int(sums.share * 10_000) + 1


@given(PAIRS, st.integers(1, 20))
def test_one_more_good_deal_of_equal_weight_never_lowers_it(pairs, weight):
    equal = [(weight, half) for _weight, half in pairs]
    assert Sums.of([*equal, (weight, 2)]).points >= Sums.of(equal).points


@given(PAIRS)
def test_the_order_of_deals_does_not_matter(pairs):
    assert Sums.of(pairs) == Sums.of(reversed(pairs))


def outcomes(rows):
    return [Outcome(ended_on=TODAY - timedelta(days=age), weight=weight, half=half) for age, weight, half in rows]


@settings(max_examples=200)
@given(ROWS)
def test_a_window_holds_what_ended_within_it_and_the_best_is_published(rows):
    three = windows.of(outcomes(rows), TODAY)
    assert [one.sums.deals for one in three] == [sum(age < days for age, *_rest in rows) for days in (183, 365, 730)]
    best = windows.best(three)
    assert (best.points if best else None) == max((one.points for one in three if one.sums.deals), default=None)


@given(ROWS)
def test_nothing_changes_before_the_day_that_is_named(rows):
    made, day = outcomes(rows), windows.changes_on(outcomes(rows), TODAY)
    before = [one.sums for one in windows.of(made, TODAY)]
    if day:
        assert [one.sums for one in windows.of(made, day - timedelta(days=1))] == before
        assert [one.sums for one in windows.of(made, day)] != before
    else:
        assert not any(one.deals for one in before)
