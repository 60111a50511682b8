"""A sum that is divided is neither more nor less than before."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.money import Money, from_minor, to_minor
from payments.splitting import portion, split

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(minor=st.integers(0, 10**12), weights=WEIGHTS)
def test_the_parts_add_up_to_the_sum(minor, weights):
    assert sum(to_minor(part) for part in split(from_minor(minor, "EUR"), weights)) == minor


@given(minor=st.integers(0, 10**9), weights=WEIGHTS)
def test_no_part_is_a_whole_unit_away_from_its_share(minor, weights):
    for part, weight in zip(split(from_minor(minor, "JPY"), weights), weights, strict=True):
        assert abs(to_minor(part) - Fraction(minor * weight, sum(weights))) < 1


@given(minor=st.integers(0, 10**9), weights=WEIGHTS)
def test_a_smaller_weight_never_gets_more(minor, weights):
    in_order = sorted(zip(weights, split(from_minor(minor, "KWD"), weights), strict=True), key=lambda pair: pair[0])
    parts_by_weight = [(weight, to_minor(part)) for weight, part in in_order]
    for (lighter, less), (heavier, more) in pairwise(parts_by_weight):
        assert lighter == heavier or less <= more


def test_the_units_left_over_go_to_the_largest_fractions_and_of_equal_ones_to_the_first():
    assert split(Money("100.00", "EUR"), [1, 1, 1]) == [Money("33.34", "EUR"), *[Money("33.33", "EUR")] * 2]
    assert split(Money(10, "JPY"), [5, 3, 8]) == [Money(3, "JPY"), Money(2, "JPY"), Money(5, "JPY")]


def test_who_has_no_weight_gets_nothing():
    assert split(Money("0.05", "EUR"), [0, 3, 0]) == [Money(0, "EUR"), Money("0.05", "EUR"), Money(0, "EUR")]


@pytest.mark.parametrize(("minor", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_it_refuses_what_cannot_be_divided(minor, weights):
    with pytest.raises(ValueError, match="divided"):
        split(from_minor(minor, "EUR"), weights)


@given(minor=st.integers(0, 10**9), cuts=st.lists(st.integers(0, 10**4), min_size=1, max_size=8).filter(any))
def test_portions_one_after_the_other_add_up_to_the_sum(minor, cuts):
    given_back, start = 0, 0
    for cut in cuts:
        given_back += to_minor(portion(from_minor(minor, "EUR"), of=sum(cuts), start=start, end=start + cut))
        start += cut
    assert given_back == minor


@pytest.mark.parametrize("span", [(-1, 2), (2, 1), (0, 11)])
def test_a_portion_lies_within_its_whole(span):
    with pytest.raises(ValueError, match="whole"):
        portion(Money(1, "EUR"), of=10, start=span[0], end=span[1])
