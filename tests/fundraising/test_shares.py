"""Parts of a whole in per cent."""

from hypothesis import given
from hypothesis import strategies as some

from fundraising.shares import of_hundred


@given(some.lists(some.integers(min_value=1, max_value=10**12), min_size=1, max_size=40))
def test_they_always_add_up_to_a_hundred(amounts: list[int]) -> None:
    assert sum(of_hundred(amounts)) == 100


@given(some.lists(some.integers(min_value=1, max_value=10**9), min_size=1, max_size=20))
def test_none_is_further_than_one_from_its_exact_share(amounts: list[int]) -> None:
    total = sum(amounts)
    assert all(
        abs(share - amount * 100 / total) < 1 for share, amount in zip(of_hundred(amounts), amounts, strict=True)
    )


def test_the_largest_remainder_gets_what_is_left() -> None:
    assert of_hundred([1, 1, 1]) == [34, 33, 33]
    assert of_hundred([114_000, 39_000, 19_500, 16_800, 13_350, 7_350]) == [54, 19, 9, 8, 6, 4]


def test_nothing_has_no_parts() -> None:
    assert of_hundred([]) == []
