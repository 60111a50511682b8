"""Public ids."""

from marketplace.kit.ids import uuid7


def test_they_are_of_version_7_and_the_right_variant():
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_they_carry_the_moment_at_which_they_were_made(clock):
    assert uuid7().int >> 80 == 1_795_424_400_000  # 2026-11-23 09:00 UTC in milliseconds


def test_later_ones_sort_after_earlier_ones(clock):
    first = uuid7()
    clock.shift(0.001)
    assert first < uuid7()


def test_no_two_are_the_same_though_time_stands_still(clock):
    assert len({uuid7() for _time in range(10_000)}) == 10_000


def test_those_of_one_moment_keep_the_order_in_which_they_were_made(clock):
    made = [uuid7() for _time in range(1000)]
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
